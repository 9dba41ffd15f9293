import { makeBigJournal } from '../../support/big-journal.ts'
import { writeClips, writeMedia } from '../../support/media.ts'
import { addByBrowser, chooseInMenu, expect, namesOf, rowOf, test } from './fixtures.ts'

const percentOf = async (row: ReturnType<typeof rowOf>): Promise<number> =>
  Number(await row.getByRole('progressbar').getAttribute('aria-valuenow'))

/** Whether bytes still arrive; what was in the buffers of the network when an upload was paused does. */
async function stillReceives(server: { readonly receivedBytes: number }): Promise<boolean> {
  const before = server.receivedBytes
  await new Promise((resolve) => setTimeout(resolve, 500))
  return server.receivedBytes > before
}

test('adds files through the file browser, shows progress that moves, and ends with everything verified', async ({
  page,
  station,
}) => {
  const { folder, server } = station
  server.slowDown(2_000_000)
  const hash = await writeMedia(folder.in('clips', 'match.mov'), 32_000_000)
  await writeMedia(folder.in('clips', 'intro – äöü 🎬.mp4'), 100_000)
  await page.goto(await station.start())
  await expect(page.getByText('Nothing in the queue')).toBeVisible()
  await addByBrowser(page, folder.in('clips'), ['match.mov', 'intro – äöü 🎬.mp4'])
  await expect(page.getByText('2 clips added.')).toBeVisible()

  const row = rowOf(page, 'match.mov')
  await expect(row).toContainText('Uploading')
  await expect(row).toContainText(/\d+\.\d of 32\.0 MB/)
  await expect(row).toContainText(/MB\/s/)
  const early = await percentOf(row)
  await expect.poll(() => percentOf(row)).toBeGreaterThan(early)
  await expect(page.getByRole('contentinfo')).toContainText(/MB left\s*about \d+ s/)
  server.slowDown(Number.POSITIVE_INFINITY)
  await expect(row).toContainText('Done, verified')
  await expect(rowOf(page, 'intro')).toContainText('Done, verified')
  await expect(page.getByRole('contentinfo')).toContainText('Nothing left to send')
  const stored = (await server.uploads()).find((upload) => upload.metadata['filename'] === 'match.mov')
  expect(stored && (await server.sha256(stored))).toBe(hash)
})

test('pauses, resumes, cancels, sends again and removes one upload', async ({ page, station }) => {
  const { folder, server } = station
  server.slowDown(2_000_000)
  // More than what is on its way at once, in buffers of the system.
  const hash = await writeMedia(folder.in('clips', 'match.mov'), 40_000_000)
  await page.goto(await station.start())
  await addByBrowser(page, folder.in('clips'), ['match.mov'])
  const row = rowOf(page, 'match.mov')
  await expect.poll(() => percentOf(row)).toBeGreaterThan(5)

  await row.getByRole('button', { name: 'Pause' }).click()
  await expect(row).toContainText('Paused')
  await expect.poll(() => stillReceives(server)).toBe(false)
  expect(server.receivedBytes).toBeLessThan(40_000_000)
  await row.getByRole('button', { name: 'Resume' }).click()
  await expect(row).toContainText('Uploading')
  expect(server.requestsBy('POST')).toHaveLength(1)

  await chooseInMenu(page, 'match.mov', 'Cancel')
  await expect(row).toContainText('Cancelled')
  await expect.poll(() => stillReceives(server)).toBe(false)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row).toContainText('Uploading')
  expect(server.requestsBy('POST')).toHaveLength(1)

  await chooseInMenu(page, 'match.mov', 'Cancel')
  await expect(row).toContainText('Cancelled')
  expect(await server.uploads()).toHaveLength(1)
  await expect.poll(async () => (await server.uploads()).length).toBe(0)

  server.slowDown(Number.POSITIVE_INFINITY)
  await chooseInMenu(page, 'match.mov', 'Send again')
  await expect(row).toContainText('Done, verified')
  expect(await server.storedSha256()).toBe(hash)

  await chooseInMenu(page, 'match.mov', 'Remove from list')
  await expect(page.getByText('Nothing in the queue')).toBeVisible()
})

test('retries what failed, and says why it had failed and what helps', async ({ page, station }) => {
  const { folder, server } = station
  await writeMedia(folder.in('clips', 'match.mov'), 1_000_000)
  server.intercept((_request, response) => {
    response.writeHead(401).end('who are you?')
    return true
  })
  await page.goto(await station.start())
  await addByBrowser(page, folder.in('clips'), ['match.mov'])
  const row = rowOf(page, 'match.mov')
  await expect(row).toContainText('Studio: sign in again')
  await row.click()
  await expect(page.getByLabel('Details')).toContainText('Enter it again; progress is kept')
  await expect(page.getByLabel('Details')).toContainText('who are you?')
  await page.getByRole('button', { name: 'Needs you' }).click()
  await expect(row).toBeVisible()
  server.intercept(() => false)
  await chooseInMenu(page, 'match.mov', 'Retry')
  await expect(page.getByText('No clips here.')).toBeVisible()
  await page.getByRole('button', { name: 'Finished' }).click()
  await expect(row).toContainText('Done, verified')
})

test('acts on a selection of many, and on all', async ({ page, station }) => {
  const { folder, server } = station
  // Those that are selected wait until all is done with them.
  server.slowDown(2_000)
  await writeClips(folder.in('clips'), 30, 200_000)
  await page.goto(await station.start())
  await addByBrowser(page, folder.path, ['clips'])
  await expect(page.getByText('30 clips added.')).toBeVisible()

  await rowOf(page, 'clip005').click()
  await rowOf(page, 'clip009').click({ modifiers: ['Shift'] })
  await rowOf(page, 'clip007').click({ modifiers: ['ControlOrMeta'] })
  await expect(page.getByRole('toolbar')).toContainText('4 selected')
  await page.getByRole('toolbar').getByRole('button', { name: 'Pause' }).click()
  for (const name of ['clip005', 'clip006', 'clip008', 'clip009']) await expect(rowOf(page, name)).toContainText('Paused')
  await expect(rowOf(page, 'clip007')).toContainText('Waiting for its turn')

  await page.getByRole('grid').press('ControlOrMeta+a')
  await expect(page.getByRole('toolbar')).toContainText('30 selected')
  await page.getByRole('toolbar').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('Nothing in the queue')).toBeVisible()
})

test('pauses all and resumes all with one button', async ({ page, station }) => {
  const { folder, server } = station
  server.slowDown(5_000)
  await writeClips(folder.in('clips'), 6, 200_000)
  await page.goto(await station.start())
  await addByBrowser(page, folder.path, ['clips'])
  await page.getByRole('button', { name: 'Pause all' }).click()
  await expect(page.getByRole('grid').getByText('Paused')).toHaveCount(6)
  server.slowDown(Number.POSITIVE_INFINITY)
  await page.getByRole('button', { name: 'Resume all' }).click()
  await expect(page.getByRole('grid').getByText('Done, verified')).toHaveCount(6)
})

test('reorders by menu, by keyboard and by dragging, and sends in that order', async ({ page, station }) => {
  const { folder, server } = station
  server.slowDown(50)
  await writeClips(folder.in('clips'), 8, 2_000)
  await station.cli('queue', 'list')
  await page.goto(await station.start())
  await addByBrowser(page, folder.path, ['clips'])
  await page.getByRole('button', { name: 'Pause all' }).click()
  await expect(page.getByRole('grid').getByText('Paused')).toHaveCount(8)
  const order = () => namesOf(page)

  await chooseInMenu(page, 'clip006', 'Move to the top')
  await expect
    .poll(order)
    .toEqual(
      ['clip006', 'clip000', 'clip001', 'clip002', 'clip003', 'clip004', 'clip005', 'clip007'].map((name) => `${name}.mp4`),
    )
  await rowOf(page, 'clip003').click()
  await page.getByRole('grid').press('Alt+ArrowUp')
  await expect.poll(async () => (await order())[3]).toBe('clip003.mp4')
  await page.getByRole('grid').press('Alt+ArrowDown')
  await expect.poll(async () => (await order())[4]).toBe('clip003.mp4')
  await rowOf(page, 'clip007').dragTo(rowOf(page, 'clip000'), { targetPosition: { x: 100, y: 5 } })
  await expect
    .poll(order)
    .toEqual(
      ['clip006', 'clip007', 'clip000', 'clip001', 'clip002', 'clip003', 'clip004', 'clip005'].map((name) => `${name}.mp4`),
    )
  await rowOf(page, 'clip004').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Priority' }).hover()
  await page.getByRole('menuitem', { name: 'High' }).click()
  await expect.poll(async () => (await order())[0]).toBe('clip004.mp4')

  server.slowDown(Number.POSITIVE_INFINITY)
  await page.getByRole('button', { name: 'Resume all' }).click()
  await expect(page.getByRole('grid').getByText('Done, verified')).toHaveCount(8)
})

test('goes on while the page is reloaded in the middle of an upload', async ({ page, station }) => {
  const { folder, server } = station
  server.slowDown(500_000)
  await writeMedia(folder.in('clips', 'match.mov'), 8_000_000)
  await page.goto(await station.start())
  await addByBrowser(page, folder.in('clips'), ['match.mov'])
  await expect.poll(() => percentOf(rowOf(page, 'match.mov'))).toBeGreaterThan(5)
  await page.reload()
  await expect(rowOf(page, 'match.mov')).toContainText('Uploading')
  expect(await percentOf(rowOf(page, 'match.mov'))).toBeGreaterThan(5)
  expect(page.url()).not.toContain('token')
  server.slowDown(Number.POSITIVE_INFINITY)
  await expect(rowOf(page, 'match.mov')).toContainText('Done, verified')
  expect(server.requestsBy('POST')).toHaveLength(1)
})

test('says when the host is gone, and goes on by itself when it is back', async ({ page, station }) => {
  const { folder, server } = station
  server.slowDown(2_000_000)
  const hash = await writeMedia(folder.in('clips', 'match.mov'), 10_000_000)
  const link = await station.start()
  await page.goto(link)
  await addByBrowser(page, folder.in('clips'), ['match.mov'])
  await expect.poll(() => percentOf(rowOf(page, 'match.mov'))).toBeGreaterThan(5)
  await station.kill('SIGKILL')
  await expect(page.getByRole('alert')).toContainText('Reelay does not answer')
  await expect(page.getByRole('alert')).toContainText(/What is shown is from \d\d:\d\d/)
  const filters = await page.locator('nav, main, footer').evaluateAll((all) => all.map((one) => getComputedStyle(one).filter))
  expect(new Set(filters)).toEqual(new Set(['grayscale(1)']))
  await expect(rowOf(page, 'match.mov')).toBeVisible()
  // The key of before is out of date; the page that is still open says so, and takes the new link in its own tab.
  const next = await station.start()
  expect([new URL(next).origin, next === link]).toEqual([new URL(link).origin, false])
  await expect(page.getByRole('alert')).toContainText('This page is not signed in')
  await page.goto(next)
  await expect(page.getByRole('alert')).toHaveCount(0)
  expect(page.url()).not.toContain('token')
  await expect(rowOf(page, 'match.mov')).toContainText('Done, verified')
  const uploads = await server.uploads()
  expect(uploads).toHaveLength(1)
  expect(uploads[0] && (await server.sha256(uploads[0]))).toBe(hash)
})

test('shows what was added, paused and finished from the command line', async ({ page, station }) => {
  const { folder, server } = station
  server.slowDown(500_000)
  await writeMedia(folder.in('clips', 'match.mov'), 30_000_000)
  await page.goto(await station.start())
  const upload = station.cli('upload', folder.in('clips', 'match.mov'))
  await expect(rowOf(page, 'match.mov')).toContainText('Uploading')
  await station.cli('queue', 'pause', '--all')
  await expect(rowOf(page, 'match.mov')).toContainText('Paused')
  server.slowDown(Number.POSITIVE_INFINITY)
  await station.cli('queue', 'resume', '--all')
  await expect(rowOf(page, 'match.mov')).toContainText('Done, verified')
  expect(await upload).toMatchObject({ code: 0, summary: { done: 1 } })
})

test('shows another list from its beginning, also when it is as long as the one before', async ({ page, station }) => {
  const { lines } = await station.cli('account', 'add', 'tus', 'Away', '--set', 'endpoint=http://127.0.0.1:9/files/')
  const accountId = String(lines[0]?.['id'])
  makeBigJournal({ path: `${station.dataDir}/journal.db`, rows: 400, accountId, stateOf: () => 'failed' })
  await page.goto(await station.start())
  const grid = page.getByRole('grid')
  await expect(rowOf(page, 'clip 000000.mov')).toBeVisible()
  await grid.press('End')
  await expect(rowOf(page, 'clip 000399.mov')).toBeVisible()
  await page.getByRole('button', { name: /^Needs you/ }).click()
  await expect(rowOf(page, 'clip 000000.mov')).toBeVisible()
  await expect(grid.locator('[aria-busy=true]')).toHaveCount(0)
})

test('undoes a removal from the keyboard, which stays in the window when the notice goes', async ({ page, station }) => {
  const { lines } = await station.cli('account', 'add', 'tus', 'Away', '--set', 'endpoint=http://127.0.0.1:9/files/')
  const accountId = String(lines[0]?.['id'])
  makeBigJournal({ path: `${station.dataDir}/journal.db`, rows: 20, accountId, stateOf: () => 'failed' })
  await page.goto(await station.start())
  const grid = page.getByRole('grid')
  await expect(rowOf(page, 'clip 000000.mov')).toBeVisible()
  // Past the header of what was added together.
  await grid.press('Home')
  await grid.press('ArrowDown')
  await grid.press('Shift+ArrowDown')
  await grid.press('Delete')
  const undo = page.getByRole('button', { name: 'Undo' })
  await expect(undo).toBeVisible()
  await expect(grid).toBeFocused()
  await undo.focus()
  await page.keyboard.press('Enter')
  await expect(rowOf(page, 'clip 000001.mov')).toBeVisible()
  await expect(undo).toHaveCount(0)
  await expect(grid).toBeFocused()
})
