import { mkdir, rename, symlink } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { writeMedia } from '../../support/media.ts'
import { expect, type Station, test } from './fixtures.ts'

const QUIET = '1'

/** The row of a watched folder. */
const folderOf = (page: Page, name: string): Locator =>
  page
    .getByRole('grid', { name: 'Watched folders' })
    .getByRole('row')
    .filter({ has: page.getByText(name, { exact: true }) })
/** The head of a group of files. */
const groupOf = (page: Page, words: string): Locator => page.getByRole('row', { level: 1 }).filter({ hasText: words })
const sent = (row: Locator, files: number): Locator => row.getByRole('gridcell', { name: new RegExp(`^${files} sent`) })
const leftOut = (row: Locator, files: number): Locator =>
  row.getByRole('gridcell', { name: new RegExp(`(^|\\s)${files} left out$`) })
const fileOf = (page: Page, name: string): Locator => page.getByRole('row', { level: 2 }).filter({ hasText: name })

async function openFolders(page: Page, station: Station): Promise<void> {
  await page.goto(await station.start())
  await page.getByRole('button', { name: /^Watched folders/ }).click()
}

/** Chooses an entry of the menu of a folder. */
async function chooseFor(page: Page, name: string, entry: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: entry }).click()
}

/** Opens the form with a folder and waits for the dry run. */
async function beginToWatch(page: Page, path: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Watch a folder…' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Folder to watch').fill(path)
  await dialog.getByText('More rules').click()
  await dialog.getByLabel('A file is finished when unchanged for').fill(QUIET)
  return dialog
}

async function watchFolder(page: Page, path: string): Promise<void> {
  const dialog = await beginToWatch(page, path)
  await dialog.getByRole('button', { name: /^Start watching/ }).click()
  await expect(dialog).toHaveCount(0)
}

test('tries the rules without sending anything, then sends what was there and what comes', async ({ page, station }) => {
  const { folder, server } = station
  const watched = folder.in('Exports')
  await writeMedia(folder.in('Exports', 'day 1', 'old.mxf'), 200_000)
  await writeMedia(folder.in('Exports', '.DS_Store'), 6_000)
  await openFolders(page, station)
  await expect(page.getByText('No folder is watched yet')).toBeVisible()
  const dialog = await beginToWatch(page, watched)
  await expect(dialog).toContainText('1 file, 200 kB, would be sent to Studio.')
  await expect(dialog).toContainText('1 left out: 1 on the ignore list.')
  await dialog.getByText('The files', { exact: true }).click()
  await expect(dialog.getByRole('listitem').filter({ hasText: 'day 1/old.mxf' })).toContainText('Would be sent')
  expect(await server.uploads()).toHaveLength(0)
  await dialog.getByRole('button', { name: 'Start watching and send 1 file' }).click()

  const row = folderOf(page, 'Exports')
  await expect(row).toContainText('Watching')
  await expect(sent(row, 1)).toBeVisible()
  const hash = await writeMedia(folder.in('Exports', 'day 2', 'new.mxf'), 300_000)
  await expect(sent(row, 2)).toBeVisible()
  const uploads = await server.uploads()
  expect(uploads).toHaveLength(2)
  const stored = uploads.find((upload) => upload.metadata['filename'] === 'new.mxf')
  expect(stored && (await server.sha256(stored))).toBe(hash)
  await expect(page.getByRole('button', { name: /^Watched folders\s*1$/ })).toBeVisible()
})

test('says of every file why it was left out, sends one anyway, and leads to its receipt', async ({ page, station }) => {
  const { folder, server } = station
  await writeMedia(folder.in('Cards', 'clip.mxf'), 100_000)
  await writeMedia(folder.in('Cards', 'clip.mxf.part'), 50_000)
  await mkdir(folder.in('elsewhere'), { recursive: true })
  await symlink(folder.in('elsewhere'), folder.in('Cards', 'a link'))
  await openFolders(page, station)
  await watchFolder(page, folder.in('Cards'))
  const row = folderOf(page, 'Cards')
  await expect(sent(row, 1)).toBeVisible()
  await row.click()
  await page.getByRole('button', { name: /^Left out/ }).click()
  await expect(fileOf(page, 'clip.mxf.part')).toContainText('On the ignore list')
  await expect(fileOf(page, 'a link')).toContainText('Links are not followed')
  await expect(fileOf(page, 'a link').getByRole('button')).toHaveCount(0)

  await page.getByRole('button', { name: 'On the ignore list1' }).click()
  await expect(fileOf(page, 'a link')).toHaveCount(0)
  await fileOf(page, 'clip.mxf.part')
    .getByRole('button', { name: /^Send anyway/ })
    .click()
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await page.getByRole('button', { name: /^Sent/ }).click()
  await expect(fileOf(page, 'clip.mxf.part')).toBeVisible()
  expect(await server.uploads()).toHaveLength(2)
  await fileOf(page, 'clip.mxf.part')
    .getByRole('button', { name: /^Receipt/ })
    .click()
  await expect(page.getByRole('dialog')).toContainText('SHA-256')
  await page.keyboard.press('Escape')
  await page.getByLabel('Search files').fill('part')
  await expect(page.getByRole('row', { level: 2 })).toHaveCount(1)
})

test('asks about a file that changed after it was sent, and sends the new version when told', async ({ page, station }) => {
  const { folder, server } = station
  await writeMedia(folder.in('Exports', 'cut.mxf'), 150_000)
  await openFolders(page, station)
  await watchFolder(page, folder.in('Exports'))
  const row = folderOf(page, 'Exports')
  await expect(sent(row, 1)).toBeVisible()
  const hash = await writeMedia(folder.in('Exports', 'cut.mxf'), 170_000)
  await expect(row).toContainText('1 file changed after it was sent')
  expect(await server.uploads()).toHaveLength(1)
  await row.getByRole('button', { name: 'Send the new version: Exports' }).click()
  await expect.poll(async () => (await server.uploads()).length).toBe(2)
  await expect(sent(row, 1)).toBeVisible()
  await expect.poll(async () => Promise.all((await server.uploads()).map((upload) => server.sha256(upload)))).toContain(hash)
})

test('asks about files that were there before when that is the rule', async ({ page, station }) => {
  const { folder, server } = station
  await writeMedia(folder.in('Exports', 'one.mxf'), 100_000)
  await writeMedia(folder.in('Exports', 'two.mxf'), 110_000)
  await openFolders(page, station)
  const dialog = await beginToWatch(page, folder.in('Exports'))
  await dialog.getByLabel('Files that are there already').selectOption({ label: 'Ask me' })
  await expect(dialog).toContainText('are there already: you are asked about them')
  await dialog.getByRole('button', { name: 'Start watching', exact: true }).click()
  const row = folderOf(page, 'Exports')
  await expect(row).toContainText('2 files were there before')
  await row.click()
  await expect(groupOf(page, '2 files were there before')).toHaveAttribute('aria-expanded', 'true')
  await fileOf(page, 'one.mxf')
    .getByRole('button', { name: /^Send: / })
    .click()
  await expect.poll(async () => (await server.uploads()).length).toBe(1)
  await page.getByRole('button', { name: 'Watched folders, back to all of them' }).click()
  await row.getByRole('button', { name: 'Only new ones: Exports' }).click()
  await expect(leftOut(row, 1)).toBeVisible()
  await expect(sent(row, 1)).toBeVisible()
  expect(await server.uploads()).toHaveLength(1)
})

test('pauses and resumes all folders, and edits and tests rules', async ({ page, station }) => {
  const { folder, server } = station
  await mkdir(folder.in('Exports'), { recursive: true })
  await openFolders(page, station)
  await watchFolder(page, folder.in('Exports'))
  const row = folderOf(page, 'Exports')
  await page.getByRole('button', { name: 'Pause all' }).click()
  await expect(row).toContainText('Paused')
  await writeMedia(folder.in('Exports', 'clip.mxf'), 100_000)
  await writeMedia(folder.in('Exports', 'clip.wav'), 100_000)
  await chooseFor(page, 'Exports', 'Edit rules…')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Which files').selectOption({ label: 'Only these endings' })
  await dialog.getByLabel('Endings').fill('mxf')
  await dialog.getByRole('button', { name: 'Test these rules' }).click()
  await expect(dialog).toContainText('1 file, 100 kB, would be sent to Studio.')
  await expect(dialog).toContainText('1 left out: 1 another kind of file.')
  await dialog.getByRole('button', { name: 'Save' }).click()
  expect(await server.uploads()).toHaveLength(0)
  await page.getByRole('button', { name: 'Resume all' }).click()
  await expect(sent(row, 1)).toBeVisible()
  await expect(leftOut(row, 1)).toBeVisible()
  expect(await server.uploads()).toHaveLength(1)
})

test('is offline while the folder is away, takes nothing for deleted, and goes on when it is back', async ({ page, station }) => {
  const { folder, server } = station
  await writeMedia(folder.in('Card', 'one.mxf'), 100_000)
  await openFolders(page, station)
  await watchFolder(page, folder.in('Card'))
  const row = folderOf(page, 'Card')
  await expect(sent(row, 1)).toBeVisible()
  await rename(folder.in('Card'), folder.in('away'))
  await chooseFor(page, 'Card', 'Scan now')
  await expect(row).toContainText('Nothing counts as deleted.')
  await expect(row).toHaveAttribute('data-away')
  await expect(sent(row, 1)).toBeVisible()
  await writeMedia(folder.in('away', 'two.mxf'), 120_000)
  await rename(folder.in('away'), folder.in('Card'))
  await expect(row).toContainText('Watching')
  await expect(sent(row, 2)).toBeVisible()
  expect(await server.uploads()).toHaveLength(2)
})

test('refuses a folder inside of a watched one at its field, and forgets nothing when watching stops', async ({
  page,
  station,
}) => {
  const { folder, server } = station
  await writeMedia(folder.in('Exports', 'day', 'one.mxf'), 100_000)
  await openFolders(page, station)
  await watchFolder(page, folder.in('Exports'))
  const row = folderOf(page, 'Exports')
  await expect(sent(row, 1)).toBeVisible()
  const dialog = await beginToWatch(page, folder.in('Exports', 'day'))
  await dialog.getByRole('button', { name: /^Start watching/ }).click()
  await expect(dialog.getByRole('alert')).toContainText('It would be watched twice')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await chooseFor(page, 'Exports', 'Stop watching…')
  await expect(page.getByRole('alertdialog')).toContainText('sends nothing twice')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop watching' }).click()
  await expect(row).toHaveCount(0)
  const again = await beginToWatch(page, folder.in('Exports'))
  await expect(again).toContainText('1 file was sent before and is not sent again.')
  await again.getByRole('button', { name: 'Start watching', exact: true }).click()
  await expect(row).toContainText('Watching')
  await expect(row).toContainText(/Scanned \d\d:\d\d/)
  expect(await server.uploads()).toHaveLength(1)
})

test('says what to do with a folder that was dropped on a page', async ({ page, station }) => {
  await openFolders(page, station)
  // What is dropped before the view is there goes to the queue.
  await expect(page.getByRole('button', { name: 'Watch a folder…' }).first()).toBeVisible()
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['x'], 'Card'))
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })
  await expect(page.getByText('A browser does not say where a dropped folder is.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Watched folders' })).toBeVisible()
})

test('leaves out what is on the edited ignore list', async ({ page, station }) => {
  const { folder } = station
  await writeMedia(folder.in('Exports', 'clip.mxf'), 100_000)
  await writeMedia(folder.in('Exports', 'clip.proxy.mxf'), 50_000)
  await page.goto(await station.start())
  await page.getByRole('button', { name: 'Settings' }).click()
  const list = page.getByLabel('Ignore list')
  const shipped = await list.inputValue()
  await list.fill(`${shipped}\n*.proxy.mxf`)
  await page.getByRole('button', { name: 'Save list' }).click()
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('button', { name: /^Watched folders/ })
    .click()
  const dialog = await beginToWatch(page, folder.in('Exports'))
  await expect(dialog).toContainText('1 left out: 1 on the ignore list.')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Back to the shipped list' }).click()
  await expect(page.getByLabel('Ignore list')).toHaveValue(shipped)
})

test('shows a batch in the queue, tells when all of it was sent, and hands out its receipts', async ({ page, station }) => {
  const { folder, server } = station
  for (const name of ['one', 'two', 'three']) await writeMedia(folder.in('Card A', `${name}.mxf`), 200_000)
  await openFolders(page, station)
  server.slowDown(15_000)
  await watchFolder(page, folder.in('Card A'))
  const row = folderOf(page, 'Card A')
  await expect(row).toContainText('3 in the queue')
  await row.click()
  // Once for all of them, in the head of their group.
  await expect(page.getByRole('treegrid').getByRole('button', { name: 'Show in queue' })).toHaveCount(1)
  await groupOf(page, '3 in the queue').getByRole('button', { name: 'Show in queue' }).click()
  await expect(page.getByRole('region', { name: 'Batch', exact: true })).toContainText('of 3 sent')
  await page
    .getByRole('region', { name: 'Batch', exact: true })
    .getByRole('button', { name: /^Show all uploads/ })
    .click()

  await page.getByRole('button', { name: /^Watched folders/ }).click()
  await row.click()
  await page
    .getByRole('complementary', { name: 'Rules' })
    .getByRole('button', { name: /in the queue$/ })
    .last()
    .click()
  const strip = page.getByRole('region', { name: 'Batch', exact: true })
  await expect(strip).toContainText('of 3 sent')
  await expect(page.getByRole('grid', { name: 'Uploads' }).locator('[role=row][aria-selected]')).toHaveCount(3)
  server.slowDown(Number.POSITIVE_INFINITY)
  await expect(page.getByText(/: 3 clips sent\./)).toBeVisible()
  await expect(strip).toContainText('All 3 files sent')
  await strip.getByRole('button', { name: /^Show all uploads/ }).click()
  await expect(strip).toHaveCount(0)

  await page.getByRole('button', { name: /^Watched folders/ }).click()
  await row.click()
  const saved = async (entry: string): Promise<string> => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: /^Receipts of/ }).click()
    await page.getByRole('menuitem', { name: entry }).click()
    let text = ''
    for await (const chunk of await (await download).createReadStream()) text += chunk
    return text
  }
  expect(JSON.parse(await saved('Save as JSON…')).receipts).toHaveLength(3)
  const receipt = await page.context().newPage()
  await receipt.setContent(await saved('Save receipt…'))
  await expect(receipt.getByRole('article')).toHaveCount(3)
})
