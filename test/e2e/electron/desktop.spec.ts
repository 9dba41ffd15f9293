import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { startCli } from '../../support/cli.ts'
import { makeDeadDrive } from '../../support/dead-drive.ts'
import { ENV } from '../../support/electron-stand-in/control.ts'
import { writeMedia } from '../../support/media.ts'
import { rowOf } from '../headless/fixtures.ts'
import { type App, expect, type How, hasElectron, MAX_QUIT_MS, test } from './fixtures.ts'

test.beforeAll(() => {
  console.log(
    hasElectron
      ? 'Desktop tests run on the Electron runtime.'
      : 'The Electron runtime is not installed: desktop tests run on the stand-in.',
  )
})

test('opens links in the browser of the system, and no window of its own', async ({ desktop }) => {
  test.skip(hasElectron, 'what the system’s browser gets can be seen on the stand-in only')
  const app = await desktop.start()
  const open = (url: string): Promise<void> => app.page.evaluate((address) => void window.open(address), url)
  await open('file:///etc/passwd')
  await open('https://watch.example/1')
  await expect
    .poll(() => app.reports.filter(({ type }) => type === 'external'))
    .toEqual([{ type: 'external', url: 'https://watch.example/1' }])
})

/** What preload put on the window. */
interface Bridged {
  readonly reelay: { request(channel: string, input: unknown): Promise<unknown> }
}

async function addAccount(app: App, endpoint: string): Promise<void> {
  const { page } = app
  await page.getByRole('button', { name: 'Accounts', exact: true }).click()
  await page.getByRole('button', { name: 'Add an account…' }).click()
  await page.getByRole('button', { name: /^tus server/ }).click()
  await page.getByLabel('Name').fill('Studio')
  await page.getByLabel('Endpoint').fill(endpoint)
  await page.getByLabel('Headers').fill('X-Key: s3cr3t')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: /^Queue/ }).click()
}

async function addFiles(app: App, paths: readonly string[]): Promise<void> {
  await app.answerDialog(paths)
  await app.page.getByRole('button', { name: 'Add files…' }).first().click()
  await app.page.getByRole('button', { name: /^Send \d+ clips? to / }).click()
}

test('boots, sends a file chosen in the native dialog, quits, and boots again with the queue still there', async ({
  desktop,
}) => {
  const { folder, server } = desktop
  const hash = await writeMedia(folder.in('match.mov'), 3_000_000)
  const first = await desktop.start()
  await addAccount(first, server.endpoint)
  await addFiles(first, [folder.in('match.mov')])
  await expect(rowOf(first.page, 'match.mov')).toContainText('Done, verified')
  expect(await server.storedSha256()).toBe(hash)
  await first.quit()
  expect(await first.ended).toBe(0)

  const second = await desktop.start()
  await expect(rowOf(second.page, 'match.mov')).toContainText('Done, verified')
  await second.page.getByRole('button', { name: 'Accounts', exact: true }).click()
  await second.page.getByRole('row').filter({ hasText: 'Studio' }).click()
  await expect(second.page.getByText('Stored encrypted on this computer')).toBeVisible()
  expect(await readFile(folder.in('data', 'secrets.json'), 'utf8')).not.toContain('s3cr3t')
})

test('quits in the middle of an upload only when the journal is true, and goes on at the next start', async ({ desktop }) => {
  const { folder, server } = desktop
  server.slowDown(2_000_000)
  const hash = await writeMedia(folder.in('match.mov'), 10_000_000)
  const first = await desktop.start()
  await addAccount(first, server.endpoint)
  await addFiles(first, [folder.in('match.mov')])
  await expect.poll(() => server.receivedBytes).toBeGreaterThan(2_000_000)
  first.report({ type: 'boxes', answers: ['Pause and quit'] })
  await first.quit()
  server.slowDown(Number.POSITIVE_INFINITY)
  const second = await desktop.start()
  await expect(rowOf(second.page, 'match.mov')).toContainText('Done, verified')
  expect(server.requestsBy('POST')).toHaveLength(1)
  expect(await server.storedSha256()).toBe(hash)
})

test('quits within ten seconds although a drive does not answer, and starts again', async ({ desktop }) => {
  const drive = await makeDeadDrive(desktop.folder.in('image'), desktop.folder.in('nas'))
  test.skip(drive === null, 'this machine lets nobody mount a drive that a program provides')
  await using dead = drive
  await writeMedia(desktop.folder.in('nas', 'clip.mp4'), 1_000)
  await desktop.cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${desktop.server.endpoint}`)
  await desktop.cli('watch', 'add', desktop.folder.in('nas'), '--account', 'Studio')
  await dead?.freeze()
  const app = await desktop.start()
  await app.page.waitForTimeout(3_000)
  const startedAt = performance.now()
  await app.quit()
  expect(performance.now() - startedAt).toBeLessThan(MAX_QUIT_MS)
  dead?.thaw()
  expect((await desktop.cli('watch', 'list')).code).toBe(0)
})

test('quits within ten seconds although the keychain does not answer, and goes on when it does', async ({ desktop }) => {
  test.skip(hasElectron, 'the real keychain cannot be held up by a test')
  const { folder, server } = desktop
  const hash = await writeMedia(folder.in('match.mov'), 20_000_000)
  server.slowDown(4_000_000)
  const first = await desktop.start()
  await addAccount(first, server.endpoint)
  await addFiles(first, [folder.in('match.mov')])
  await expect.poll(() => server.receivedBytes).toBeGreaterThan(2_000_000)
  first.report({ type: 'boxes', answers: ['Pause and quit'] })
  await first.quit()

  const second = await desktop.start({ env: { [ENV.keyring]: 'silent' } })
  await expect(rowOf(second.page, 'match.mov')).toContainText('Preparing')
  second.report({ type: 'boxes', answers: ['Pause and quit'] })
  const startedAt = performance.now()
  await second.quit()
  expect(performance.now() - startedAt).toBeLessThan(MAX_QUIT_MS)

  server.slowDown(Number.POSITIVE_INFINITY)
  const third = await desktop.start()
  await expect(rowOf(third.page, 'match.mov')).toContainText('Done, verified')
  const [stored, ...others] = await server.uploads()
  expect(others).toEqual([])
  expect(stored && (await server.sha256(stored))).toBe(hash)
})

test('takes files that are dropped on the window', async ({ desktop }) => {
  const { folder, server } = desktop
  await writeMedia(folder.in('dropped.mp4'), 100_000)
  const app = await desktop.start()
  await addAccount(app, server.endpoint)
  await app.drop([folder.in('dropped.mp4')])
  await expect(app.page.getByRole('dialog')).toContainText('dropped.mp4')
  await app.page.getByRole('button', { name: /^Send 1 clip/ }).click()
  await expect(rowOf(app.page, 'dropped.mp4')).toContainText('Done, verified')
})

test('carries out command line calls on its data folder', async ({ desktop }) => {
  const { folder, server } = desktop
  await writeMedia(folder.in('match.mov'), 100_000)
  const app = await desktop.start()
  await addAccount(app, server.endpoint)
  expect(await desktop.cli('upload', folder.in('match.mov'))).toMatchObject({ code: 0, summary: { done: 1 } })
  await expect(rowOf(app.page, 'match.mov')).toContainText('Done, verified')
})

test('is one app: a second start shows the window of the first and ends', async ({ desktop }) => {
  test.skip(hasElectron, 'the real single-instance lock is Electron’s own')
  const app = await desktop.start()
  const second = await desktop.startSecond()
  expect(second.code).toBe(0)
  expect(second.reports.map(({ type }) => type)).not.toContain('window')
  await expect.poll(() => app.reports.some(({ type }) => type === 'focused')).toBe(true)
})

test('opens the interface of a process that has the folder with a private page, never with its token', async ({ desktop }) => {
  test.skip(hasElectron, 'native boxes cannot be answered on the real runtime')
  await using host = startCli(['serve'], { dataDir: desktop.dataDir })
  const link = new URL(String((await host.waitFor((line) => line.type === 'serving'))['url']))
  const { reports, code } = await desktop.startSecond({ boxes: ['Open it in the browser'] })
  expect(code).toBe(0)
  const opened = reports.flatMap((one) => (one.type === 'path' ? one.path : []))
  expect(opened).toEqual([expect.stringMatching(/sign-in-[0-9a-f]{12}\.html$/)])
  const page = await readFile(opened[0] ?? '', 'utf8')
  expect(page).toContain(`${link.origin}/#code=`)
  expect(JSON.stringify(reports) + page).not.toContain(link.hash.slice('#token='.length))
})

test('says what is wrong with the journal at every start, and begins without it only when a person says so', async ({
  desktop,
}) => {
  test.skip(hasElectron, 'native boxes cannot be read on the real runtime')
  const { folder } = desktop
  const kept = folder.in('data', 'journal.db.damaged-1')
  const damage = 'not a journal, but long enough to look at'.repeat(50)
  await mkdir(folder.in('data'))
  await writeFile(folder.in('data', 'journal.db'), damage)
  const box = {
    type: 'message-box',
    message: 'The journal is damaged',
    detail: expect.stringContaining(kept),
    buttons: ['Show the file', 'Go on without it', 'Quit'],
  }
  /** The window is made before the engine is open; what it says natively comes from nothing else. */
  const answered = async (how?: How) => {
    const { reports, code } = await desktop.startSecond(how)
    return { reports: reports.filter(({ type }) => ['message-box', 'error-box', 'shown'].includes(type)), code }
  }
  expect(await answered()).toMatchObject({ reports: [box], code: 0 })
  expect(await answered({ boxes: ['Show the file'] })).toMatchObject({
    reports: [box, { type: 'shown', path: kept }, box],
    code: 0,
  })
  expect(await desktop.cli('queue', 'list')).toMatchObject({ code: 2 })
  const app = await desktop.start({ boxes: ['Go on without it'] })
  await expect(app.page.getByRole('button', { name: /^Queue/ })).toBeVisible()
  expect(await readFile(kept, 'utf8')).toBe(damage)
  await app.quit()
  expect((await desktop.start()).reports).not.toContainEqual(expect.objectContaining({ type: 'message-box' }))
})

test('puts back what was mended', async ({ desktop }) => {
  test.skip(hasElectron, 'native boxes cannot be read on the real runtime')
  const { folder, server } = desktop
  const first = await desktop.start()
  await addAccount(first, server.endpoint)
  await first.quit()
  const path = folder.in('data', 'accounts.json')
  const whole = await readFile(path)
  await writeFile(path, whole.subarray(0, 40))
  await desktop.startSecond()
  await writeFile(`${path}.damaged-1`, whole)
  const app = await desktop.start({ boxes: ['Put the whole copy back'] })
  await app.page.getByRole('button', { name: 'Accounts', exact: true }).click()
  await expect(app.page.getByText('Studio').first()).toBeVisible()
})

test('gives the page nothing but the bridge', async ({ desktop }) => {
  const { page } = await desktop.start()
  const seen = await page.evaluate(() => ({
    bridge: Object.keys((window as unknown as Bridged).reelay).sort(),
    node: [
      typeof (window as unknown as { require?: unknown }).require,
      typeof (window as unknown as { process?: unknown }).process,
    ],
  }))
  expect(seen).toEqual({ bridge: ['on', 'pathForFile', 'request'], node: ['undefined', 'undefined'] })
  const refused = await page.evaluate(() =>
    (window as unknown as Bridged).reelay.request('queue.explode', {}).then(
      () => 'answered',
      () => 'refused',
    ),
  )
  expect(refused).toBe('refused')
})
