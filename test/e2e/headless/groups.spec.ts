import type { Page } from '@playwright/test'
import { writeMedia } from '../../support/media.ts'
import { expect, namesOf, rowOf, type Station, test } from './fixtures.ts'

const grid = (page: Page) => page.getByRole('grid', { name: 'Uploads' })
const fold = (page: Page, name: string | RegExp) => grid(page).getByRole('button', { name })

/** The row of a header. */
const headerOf = (page: Page, name: RegExp) =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name }) })
    .first()

/** As a program adds them. */
async function add(page: Page, path: string, account: string): Promise<void> {
  await page.evaluate(
    async ([at, destination]) => {
      await fetch('/rpc/queue.add', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${sessionStorage.getItem('token')}` },
        body: JSON.stringify({ paths: [at], destination: { account: destination } }),
      })
    },
    [path, account] as const,
  )
}

/** Two cards, and a clip that came alone; the server is slow, so that they stay on the way. */
async function addCards(
  page: Page,
  { folder, server, start, cli }: Station,
  { firstCard = 6_000_000, bytesPerSecond = 100_000 } = {},
): Promise<void> {
  server.slowDown(bytesPerSecond)
  for (const name of ['Card A/1.mov', 'Card A/2.mov', 'Card B/3.mov', 'Card B/sub/4.mov', 'alone.mov']) {
    await writeMedia(folder.in('clips', name), name.startsWith('Card A') ? firstCard : 6_000_000)
  }
  await cli('account', 'add', 'tus', 'Archive', '--set', `endpoint=${server.endpoint}`)
  await page.goto(await start())
  await add(page, folder.in('clips', 'Card A'), 'Studio')
  await add(page, folder.in('clips', 'Card B'), 'Archive')
  await add(page, folder.in('clips', 'alone.mov'), 'Studio')
  await expect(rowOf(page, 'alone.mov')).toBeVisible()
}

test('shows what was added together under one header, with totals of its own', async ({ page, station }) => {
  // More than what is on its way at once, in buffers of the system.
  await addCards(page, station, { firstCard: 20_000_000, bytesPerSecond: 1_500_000 })
  await expect(fold(page, /^Card A 2 clips/)).toBeVisible()
  await expect(fold(page, /^Card B 2 clips/)).toBeVisible()
  await expect(fold(page, /^Added one by one today 1 clip/)).toBeVisible()
  await expect.poll(() => namesOf(page)).toEqual(['1.mov', '2.mov', '3.mov', '4.mov', 'alone.mov'])
  const first = headerOf(page, /^Card A/)
  await expect(first).toContainText(/Done about \d\d:\d\d/)
  await expect(first.getByRole('progressbar', { name: 'Progress of Card A' })).toBeVisible()
  station.server.slowDown(Number.POSITIVE_INFINITY)
  await expect(first).toContainText('All sent')
  await expect(first.getByRole('progressbar')).toHaveCount(0)
})

test('opens and closes groups with the pointer and the keyboard, and keeps that', async ({ page, station }) => {
  await addCards(page, station)
  await fold(page, /^Card A/).click()
  await expect(rowOf(page, '1.mov')).toHaveCount(0)
  await expect(rowOf(page, '3.mov')).toBeVisible()
  await page.reload()
  await expect(rowOf(page, '3.mov')).toBeVisible()
  expect(await fold(page, /^Card A/).getAttribute('aria-expanded')).toBe('false')

  await grid(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await expect(rowOf(page, '1.mov')).toBeVisible()
  // From a clip to its header, then closed.
  await page.keyboard.press('ArrowDown')
  await expect(rowOf(page, '1.mov')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect(rowOf(page, '1.mov')).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(rowOf(page, '1.mov')).toBeVisible()
  // A range over a header has clips only.
  await rowOf(page, '2.mov').click()
  await rowOf(page, '3.mov').click({ modifiers: ['Shift'] })
  const bar = page.getByRole('toolbar', { name: 'Selected uploads' })
  await expect(bar).toContainText('2 selected')
  await expect(bar).toContainText('12.0 MB')
})

test('counts all that is selected, in closed groups too', async ({ page, station }) => {
  await addCards(page, station)
  await fold(page, /^Card B/).click()
  await expect(rowOf(page, '3.mov')).toHaveCount(0)
  await grid(page).press('ControlOrMeta+a')
  const bar = page.getByRole('toolbar', { name: 'Selected uploads' })
  await expect(bar).toContainText('All 5 selected')
  await expect(bar).toContainText('30.0 MB')
})

test('narrows the list to an account, and searches folder and account', async ({ page, station }) => {
  await addCards(page, station)
  await page.getByRole('button', { name: 'Show clips of: All accounts' }).click()
  await page.getByRole('menuitemradio', { name: 'Archive' }).click()
  await expect(rowOf(page, '1.mov')).toHaveCount(0)
  await expect.poll(() => namesOf(page)).toEqual(['3.mov', '4.mov'])
  await page.getByRole('button', { name: 'Show clips of: Archive' }).click()
  await page.getByRole('menuitemradio', { name: 'All accounts' }).click()
  await expect(rowOf(page, '1.mov')).toBeVisible()

  const search = page.getByLabel('Search clips')
  await search.fill('card b/sub')
  await expect(rowOf(page, '3.mov')).toHaveCount(0)
  await expect(rowOf(page, '4.mov')).toBeVisible()
  await search.fill('archive')
  await expect(rowOf(page, '3.mov')).toBeVisible()
  await expect(rowOf(page, '1.mov')).toHaveCount(0)
})

test('keeps its density, its columns and its order', async ({ page, station }) => {
  await addCards(page, station)
  const height = async () => (await rowOf(page, '1.mov').boundingBox())?.height
  expect(await height()).toBe(52)
  await page.getByRole('radio', { name: 'Dense' }).click()
  expect(await height()).toBe(32)
  await page.getByRole('button', { name: 'Columns and density' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Size' }).click()
  await page.keyboard.press('Escape')
  await expect(rowOf(page, 'alone.mov')).toContainText('6.00 MB')
  await page.getByRole('button', { name: 'Order of the list: By batch' }).click()
  await page.getByRole('menuitemradio', { name: 'In order' }).click()
  await expect(fold(page, /^Card A/)).toHaveCount(0)
  await page.reload()
  await expect(rowOf(page, '1.mov')).toBeVisible()
  expect(await height()).toBe(32)
  await expect(fold(page, /^Card A/)).toHaveCount(0)
  await expect(page.locator('.columns')).toContainText('Size')
})

test('tells what needs somebody by its cause, with a step for all of it', async ({ page, station }) => {
  const { folder, server, start } = station
  server.slowDown(1_000_000)
  for (const name of ['1.mov', '2.mov', '3.mov']) await writeMedia(folder.in('Card A', name), 20_000_000)
  await page.goto(await start())
  await add(page, folder.in('Card A'), 'Studio')
  for (const name of ['1.mov', '2.mov', '3.mov']) await expect(rowOf(page, name)).toContainText(/[1-9] %/)
  // They change under way.
  for (const name of ['1.mov', '2.mov', '3.mov']) await writeMedia(folder.in('Card A', name), 20_100_000)
  const needs = page.getByRole('region', { name: 'Needs you' })
  await expect(needs).toContainText('3 clips')
  await expect(needs.getByRole('listitem')).toHaveCount(1)
  server.slowDown(Number.POSITIVE_INFINITY)
  await needs.getByRole('button', { name: /Studio$/ }).click()
  await expect(headerOf(page, /^Card A/)).toContainText('All sent')
  await expect(needs).toHaveCount(0)
})
