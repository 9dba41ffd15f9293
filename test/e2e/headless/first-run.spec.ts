/** @file The first steps of somebody new, with the clicks that they take, against a real server; and what no build holds. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { writeMedia } from '../../support/media.ts'
import { expect, rowOf, type Station, test } from './fixtures.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const MAX_CLICKS_FOR_A_CLIP = 6
const MAX_CLICKS_FOR_A_FOLDER = 5
const MAX_MS = 60_000

/** The page of a host without an account, which counts the presses of a mouse button. */
async function openNew(page: Page, station: Station): Promise<() => Promise<number>> {
  await station.cli('account', 'remove', 'Studio')
  await page.addInitScript(() => {
    Object.assign(window, { presses: 0 })
    window.addEventListener('pointerdown', () => Object.assign(window, { presses: (window as never)['presses'] + 1 }), true)
  })
  await page.goto(await station.start())
  await expect(page.getByRole('heading', { name: 'Where do they go?' })).toBeVisible()
  return () => page.evaluate(() => (window as unknown as { presses: number }).presses)
}

/** Chooses a host, and lets it be tested. */
async function addServer(page: Page, { server }: Station): Promise<void> {
  await page.getByRole('button', { name: /^tus server/ }).click()
  await page.getByLabel('Endpoint').fill(server.endpoint)
  await page.getByRole('button', { name: 'Test and go on' }).click()
  await expect(page.getByRole('heading', { name: 'Choose the first clips, or a folder' })).toBeVisible()
}

test('the first clip of somebody new is sent with few clicks, in a minute, byte for byte', async ({ page, station }) => {
  const { folder, server } = station
  const hash = await writeMedia(folder.in('clips', 'match.mov'), 400_000)
  const clicks = await openNew(page, station)
  const startedAt = Date.now()
  await addServer(page, station)
  await page.getByRole('button', { name: 'Choose files…' }).click()
  await page.getByLabel('Folder', { exact: true }).fill(folder.in('clips'))
  await page.getByLabel('Folder', { exact: true }).press('Enter')
  await page.getByRole('option', { name: 'match.mov' }).click()
  await page.getByRole('button', { name: /^Send 1 clip/ }).click()
  await expect(page.getByRole('heading', { name: 'It is on its way.' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('Done, verified')
  expect(Date.now() - startedAt).toBeLessThan(MAX_MS)
  expect(await clicks()).toBeLessThanOrEqual(MAX_CLICKS_FOR_A_CLIP)
  const [stored, ...others] = await server.uploads()
  expect(others).toEqual([])
  expect(stored && (await server.sha256(stored))).toBe(hash)
  await page.getByRole('button', { name: 'Open the queue' }).click()
  await expect(rowOf(page, 'match.mov')).toContainText('Done, verified')
})

test('the first folder of somebody new is watched with few clicks, and its clips are sent', async ({ page, station }) => {
  const { folder, server } = station
  await writeMedia(folder.in('Exports', 'old.mxf'), 100_000)
  const clicks = await openNew(page, station)
  await addServer(page, station)
  await page.getByRole('button', { name: 'Watch a folder…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Folder to watch').fill(folder.in('Exports'))
  await dialog.getByRole('button', { name: 'Start watching and send 1 file' }).click()
  await expect(page.getByRole('grid', { name: 'Watched folders' })).toContainText('Exports')
  expect(await clicks()).toBeLessThanOrEqual(MAX_CLICKS_FOR_A_FOLDER)
  await expect.poll(async () => (await server.uploads()).length, { timeout: MAX_MS }).toBe(1)
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('button', { name: /^Queue/ })
    .click()
  await expect(page.getByRole('heading', { name: '1 clip, 1 watched folder' })).toBeVisible()
})

test('a host that does not answer is said before anything is stored; the steps can be left and come back to', async ({
  page,
  station,
}) => {
  await openNew(page, station)
  await page.getByRole('button', { name: /^tus server/ }).click()
  await page.getByLabel('Endpoint').fill('http://127.0.0.1:9/files/')
  await page.getByLabel('Endpoint').press('Enter')
  await expect(page.getByRole('button', { name: 'Test again' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Go on without a test' })).toBeVisible()
  expect((await station.cli('account', 'list')).lines.filter(({ type }) => type === 'account')).toEqual([])
  await page.getByRole('button', { name: 'Another host' }).click()
  await page.getByRole('button', { name: 'Later' }).click()
  await expect(page.getByRole('heading', { name: 'Queue', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Add an account…' }).click()
  await expect(page.getByRole('heading', { name: 'Where do they go?' })).toBeVisible()
})

test('no build holds the practice server', async () => {
  const assets = join(root, 'out', 'renderer', 'assets')
  const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'))
  const built = (await Promise.all(scripts.map((name) => readFile(join(assets, name), 'utf8')))).join('\n')
  const own = await readFile(join(root, 'src-renderer', 'components', 'first-run', 'PracticeServer.vue'), 'utf8')
  for (const words of ['Try it here', 'PRACTICE_SERVER']) {
    // The words are those of the component, and the rest of the first steps is there.
    expect(own).toContain(words)
    expect(built).not.toContain(words)
  }
  expect(built).toContain('Test and go on')
})
