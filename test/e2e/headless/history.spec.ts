/** @file History in the page: what has ended is found, chosen by range, sent again and saved. */
import { mkdir, readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { dayOf, plusDays } from '../../../src-main/contract/text/day.ts'
import { makeManyPast } from '../../support/many-past.ts'
import { writeClips } from '../../support/media.ts'
import { violations } from '../axe.ts'
import { addByBrowser, expect, rowOf, type Station, test } from './fixtures.ts'

const grid = (page: Page) => page.getByRole('grid', { name: 'History' })
const entryOf = (page: Page, name: string) => grid(page).getByRole('row').filter({ hasText: name })
const openHistory = (page: Page) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'History' }).click()

/** A station with so many entries of earlier days, forty a day. */
async function withPast(page: Page, { dataDir, start }: Station, uploads: number): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  makeManyPast(`${dataDir}/journal.db`, { uploads, perDay: 40, lastDay: plusDays(dayOf(Date.now()), -1) })
  await page.goto(await start())
}

/** Sends three clips, of which the rows are removed then. */
async function sendThree(page: Page, { folder, start, cli }: Station): Promise<void> {
  await writeClips(folder.in('clips'), 3, 10_000)
  await page.goto(await start())
  // Without an account there would be nowhere to add to.
  await expect(page.getByRole('button', { name: /^Send files to Studio/ })).toBeVisible()
  await addByBrowser(page, folder.path, ['clips'])
  await expect(rowOf(page, 'clip002')).toContainText('Done')
  await cli('queue', 'remove', '--all')
  await openHistory(page)
}

test('what was sent is there when its rows are gone: found by name and hash, with its receipt, and sent again', async ({
  page,
  station: ours,
}) => {
  await sendThree(page, ours)
  await expect(grid(page).getByRole('row').first()).toContainText('Today')
  await expect(grid(page).getByRole('row').first()).toContainText('3 sent')
  const search = page.getByLabel('Name, folder, link, hash')
  await search.fill('CLIP001')
  await expect(entryOf(page, 'clip000')).toHaveCount(0)
  await expect(entryOf(page, 'clip001')).toContainText('Arrived complete')
  await expect(page.getByRole('heading', { name: 'History' }).locator('..')).toContainText('1 of 3')
  await entryOf(page, 'clip001')
    .getByRole('button', { name: /^Receipt of/ })
    .click()
  const hash = (await page.getByRole('dialog').locator('code').textContent()) ?? ''
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  await page.keyboard.press('Escape')
  await search.fill(hash.toUpperCase())
  await expect(entryOf(page, 'clip001')).toHaveCount(1)

  await grid(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Send again' }).click()
  await expect(page.getByText('is in the queue again.')).toBeVisible()
  await expect(entryOf(page, 'clip001')).toHaveCount(2)
  await expect(page.getByRole('heading', { name: 'History' }).locator('..')).toContainText('2 of 4')
})

test('a file of what is shown is saved as CSV', async ({ page, station: ours }) => {
  await sendThree(page, ours)
  await expect(entryOf(page, 'clip001')).toBeVisible()
  await page.getByLabel('Name, folder, link, hash').fill('clip002')
  await expect(entryOf(page, 'clip001')).toHaveCount(0)
  await page.getByRole('button', { name: 'Export…' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: /^CSV/ }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('History All days.csv')
  const text = await readFile(await download.path(), 'utf8')
  expect(text.split('\r\n')).toHaveLength(3)
  expect(text).toMatch(/^\uFEFFendedAt,result,name/)
  expect(text).toContain('clip002')
})

test('a range is chosen with the keyboard, and results by their tabs', async ({ page, station: ours }) => {
  await withPast(page, ours, 2_400)
  await openHistory(page)
  const head = page.getByRole('heading', { name: 'History' }).locator('..')
  await expect(head).toContainText('2,400')
  const last = page.getByRole('slider', { name: 'Last day' })
  const first = page.getByRole('slider', { name: 'First day' })
  await first.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowLeft')
  await expect(head).toContainText('40 of 2,400')
  await page.keyboard.press('ArrowLeft')
  await expect(head).toContainText('80 of 2,400')
  await last.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect(head).toContainText('40 of 2,400')
  await page.keyboard.press('Escape')
  await expect(head).not.toContainText(' of ')
  await page.getByRole('button', { name: /^Days:/ }).click()
  await page.getByRole('button', { name: 'Last 7 days' }).click()
  await expect(head).toContainText('240 of 2,400')
  await expect(page.getByRole('button', { name: /^Days:/ })).toBeFocused()
  await page
    .getByRole('toolbar', { name: 'Show' })
    .getByRole('button', { name: /^Failed/ })
    .click()
  await expect(grid(page).getByRole('row').filter({ hasText: 'Failed' }).first()).toBeVisible()
  await page.getByRole('combobox', { name: 'Account', exact: true }).selectOption('Studio')
  await expect(page.getByText('Nothing matches.')).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(head).not.toContainText(' of ')
})

test('what is read does not move when entries come, and the line of its day stays at the top', async ({
  page,
  station: ours,
}) => {
  await withPast(page, ours, 2_400)
  await openHistory(page)
  await expect(entryOf(page, 'clip 000000')).toBeVisible()
  await grid(page).evaluate((element) => {
    element.scrollTop = 3_000
  })
  const read = entryOf(page, 'clip 000070')
  await expect(read).toBeVisible()
  const before = await read.boundingBox()
  await writeClips(ours.folder.in('clips'), 3, 10_000)
  await ours.cli('upload', ours.folder.in('clips'), '--account', 'Studio')
  await expect(page.getByRole('heading', { name: 'History' }).locator('..')).toContainText('2,403')
  await expect.poll(async () => Math.round((await read.boundingBox())?.y ?? 0)).toBe(Math.round(before?.y ?? -1))
  const top = (await grid(page).boundingBox())?.y ?? 0
  const day = grid(page).locator('.group.sticky')
  await expect(day).toContainText('sent')
  expect(Math.abs(((await day.boundingBox())?.y ?? 0) - top)).toBeLessThanOrEqual(2)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing is found by axe in History: ${colorScheme}`, async ({ page, station: ours }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await withPast(page, ours, 200)
    await openHistory(page)
    await expect(entryOf(page, 'clip 000000')).toBeVisible()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: /^Days:/ }).click()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await entryOf(page, 'clip 000000')
      .getByRole('button', { name: /^More for/ })
      .click()
    await expect(page.getByRole('menuitem', { name: 'Send again' })).toBeVisible()
    expect(await violations(page)).toEqual([])
  })
}
