import type { Page } from '@playwright/test'
import type { UploadState } from '../../../src-main/contract/queue/upload.ts'
import { makeBigJournal } from '../../support/big-journal.ts'
import { scrollList } from '../../support/scroll-list.ts'
import { expect, rowOf, type Station, test } from './fixtures.ts'

const ROWS = 100_000
/** One of five is sent, one of ten has failed, the others are paused: nothing goes on by itself. */
const STATES = ['done', 'paused', 'paused', 'failed', 'paused', 'done', 'paused', 'paused', 'paused', 'paused'] as const
const SENT = ROWS / 5
const MINUTE = 60_000

// Under a minute for both on two cores; patience for machines that are shared.
test.setTimeout(3 * MINUTE)

/** A queue of this length, and its page. */
async function openJournal(
  page: Page,
  station: Station,
  stateOf: (index: number) => UploadState,
  change = () => ({}),
): Promise<void> {
  // Nobody is at this address, so that nothing is sent and what waits for the network goes on waiting.
  const { lines } = await station.cli('account', 'add', 'tus', 'Away', '--set', 'endpoint=http://127.0.0.1:9/files/')
  const accountId = String(lines[0]?.['id'])
  makeBigJournal({ path: `${station.dataDir}/journal.db`, rows: ROWS, accountId, stateOf, change })
  await page.goto(await station.start())
}

/** All rows in the order of the queue. */
async function openQueue(page: Page, station: Station, stateOf: (index: number) => UploadState): Promise<void> {
  await openJournal(page, station, stateOf)
  // A hundred batches of which nothing moves are closed.
  await expect(page.getByRole('button', { name: /^day 0 1,000 clips/ })).toBeVisible({ timeout: MINUTE })
  await page.getByRole('button', { name: /^Order of the list/ }).click()
  await page.getByRole('menuitemradio', { name: 'In order' }).click()
  await expect(rowOf(page, 'clip 000000.mov')).toBeVisible()
}

const grid = (page: Page) => page.getByRole('grid')
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Selected uploads' })
const chip = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) })

/** What the host says, asked as the page asks. */
function countAll(page: Page): Promise<{ paused: number; all: number }> {
  return page.evaluate(async () => {
    const response = await fetch('/rpc/queue.measure', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${sessionStorage.getItem('token')}` },
      body: JSON.stringify({ filter: { group: 'all', search: '' } }),
    })
    const { value } = await response.json()
    return { paused: value.counts.paused, all: value.uploads }
  })
}

test('a hundred thousand rows: filters, scrolls, selects, removes with undo', async ({ page, station }) => {
  const scripts: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('.js')) scripts.push(new URL(request.url()).pathname)
  })
  await openQueue(page, station, (index) => STATES[index % STATES.length] ?? 'paused')
  await expect(chip(page, 'All')).toContainText('100,000')
  // What is behind other buttons is not loaded before somebody presses them.
  expect(scripts.filter((path) => /View/.test(path))).toEqual([])

  await chip(page, 'Finished').click()
  await expect(chip(page, 'Finished')).toContainText(SENT.toLocaleString('en'))
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(SENT))
  const slow = await scrollList(grid(page), 40, 120)
  const fast = await scrollList(grid(page), 400, 120)
  expect([slow.blank, slow.unread, fast.blank]).toEqual([0, 0, 0])
  // The host shares two cores with this browser.
  expect(fast.unread).toBeLessThanOrEqual(fast.frames * 0.05)

  await grid(page).press('ControlOrMeta+a')
  await expect(bar(page)).toContainText(`All ${SENT.toLocaleString('en')} selected`)
  await expect(bar(page).getByRole('button', { name: 'Pause' })).toHaveCount(0)
  await grid(page).press('Delete')
  await expect(page.getByText('20,000 uploads removed.').first()).toBeAttached({ timeout: MINUTE })
  await expect(chip(page, 'All')).toContainText('80,000')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(chip(page, 'All')).toContainText('100,000', { timeout: MINUTE })
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(SENT))
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)

  // A selection ends with what it described.
  await grid(page).press('ControlOrMeta+a')
  await page.getByLabel('Search clips').fill('clip 00001')
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '2')
  await expect(bar(page)).toHaveCount(0)
})

test('a hundred thousand rows: work on all of them shows how far it is, outlives a reload, and can be stopped', async ({
  page,
  station,
}) => {
  await openQueue(page, station, () => 'waiting')
  await page.getByRole('button', { name: 'Pause all' }).click()
  const strip = page.getByRole('progressbar', { name: 'Pausing 100,000 uploads.' })
  await expect(strip).toBeVisible()
  const top = async () => (await grid(page).boundingBox())?.y
  const before = await top()
  await page.reload()
  await expect(strip).toBeVisible()
  expect(await top()).toBe(before)
  await page.getByRole('button', { name: 'Stop' }).click()
  const reported = page.getByText(/Stopped: [\d,]+ of 100,000 paused\./).first()
  await expect(reported).toBeVisible()
  await expect(strip).toHaveCount(0)
  const stoppedAt = Number(((await reported.textContent()) ?? '').split(' of ')[0]?.replace(/\D/g, ''))
  // What was done stays, the others are as they were.
  const { paused, all } = await countAll(page)
  expect([stoppedAt > 0, stoppedAt < ROWS, all]).toEqual([true, true, ROWS])
  expect(paused).toBe(stoppedAt)
})

test('one batch of a hundred thousand clips, and a hundred of a thousand: opens, scrolls, folds', async ({ page, station }) => {
  await openJournal(
    page,
    station,
    (index) => STATES[index % STATES.length] ?? 'paused',
    () => ({ batchId: 'all of them' }),
  )
  await expect(rowOf(page, 'clip 000000.mov')).toBeVisible({ timeout: MINUTE })
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(ROWS + 1))
  const head = page.getByRole('button', { name: /^clips 100,000 clips/ })
  const slow = await scrollList(grid(page), 40, 120)
  const fast = await scrollList(grid(page), 400, 120)
  expect([slow.blank, slow.unread, fast.blank]).toEqual([0, 0, 0])
  expect(fast.unread).toBeLessThanOrEqual(fast.frames * 0.05)
  // The header is still there, far down, and takes its clips away.
  await expect(head).toBeInViewport()
  await head.click()
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '1')
  await head.click()
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(ROWS + 1))
  await grid(page).press('End')
  await expect(rowOf(page, 'clip 099999.mov')).toBeVisible()
})
