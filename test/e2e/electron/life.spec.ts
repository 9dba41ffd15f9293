import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { writeMedia } from '../../support/media.ts'
import { startWatchedBus } from '../../support/watched-bus.ts'
import { rowOf } from '../headless/fixtures.ts'
import {
  type App,
  addByPage,
  addCopyingAccount,
  count,
  type Desktop,
  endStartedAgain,
  expect,
  hasElectron,
  MAX_QUIT_MS,
  test,
} from './fixtures.ts'

test.skip(() => hasElectron, 'what the system does cannot be played on the real runtime')

const SIZE = 12_000_000

/** A slow upload, and the app that sends it. */
async function uploading(desktop: Desktop, how: Parameters<Desktop['start']>[0] = {}): Promise<{ app: App; hash: string }> {
  const { folder, server, cli, start } = desktop
  // It is sent for longer than a test takes, also on a busy machine; see `arrives`.
  server.slowDown(250_000)
  const hash = await writeMedia(folder.in('match.mov'), SIZE)
  const app = await start(how)
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  // By the page: a command would go on with the uploads itself when the app ends.
  await addByPage(app, [folder.in('match.mov')])
  await expect.poll(() => server.receivedBytes).toBeGreaterThan(500_000)
  return { app, hash }
}

async function arrives({ server }: Desktop, hash: string): Promise<void> {
  server.slowDown(Number.POSITIVE_INFINITY)
  await expect
    .poll(async () => {
      const [stored] = await server.uploads()
      return stored && (await server.sha256(stored))
    })
    .toBe(hash)
  expect(server.requestsBy('POST')).toHaveLength(1)
}

test('closing the window hides it in the tray, says so once, and sends on; a second start shows it again', async ({
  desktop,
}) => {
  await using bus = await startWatchedBus(desktop.folder.in('bus'))
  const { app, hash } = await uploading(desktop, { env: { DBUS_SESSION_BUS_ADDRESS: bus.address } })
  app.report({ type: 'close' })
  await expect.poll(() => count(app, 'hidden')).toBe(1)
  await expect
    .poll(() => app.reports)
    .toContainEqual(expect.objectContaining({ type: 'notification', title: 'Reelay is still running' }))
  expect((await desktop.startSecond()).code).toBe(0)
  await expect.poll(() => count(app, 'window')).toBe(2)
  app.report({ type: 'close' })
  await expect.poll(() => count(app, 'hidden')).toBe(2)
  expect(count(app, 'notification')).toBe(1)
  await arrives(desktop, hash)
})

test('where no desktop shows a tray, closing the window minimises it', async ({ desktop }) => {
  const app = await desktop.start({ env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' } })
  app.report({ type: 'close' })
  await expect.poll(() => count(app, 'minimised')).toBe(1)
  expect(count(app, 'hidden')).toBe(0)
})

test('quitting asks a person while bytes move: go on, cancel, or pause and quit', async ({ desktop }) => {
  const { app, hash } = await uploading(desktop)
  app.report({ type: 'boxes', answers: ['Cancel', 'Go on in the background', 'Pause and quit'] })
  app.report({ type: 'quit' })
  await expect.poll(() => count(app, 'message-box')).toBe(1)
  expect(app.reports).toContainEqual(
    expect.objectContaining({
      message: 'A clip is being sent',
      buttons: ['Go on in the background', 'Pause and quit', 'Cancel'],
    }),
  )
  app.report({ type: 'quit' })
  await expect.poll(() => count(app, 'minimised')).toBe(1)
  const before = desktop.server.receivedBytes
  await expect.poll(() => desktop.server.receivedBytes).toBeGreaterThan(before)
  await app.quit()
  expect(await app.ended).toBe(0)
  expect(count(app, 'message-box')).toBe(3)
  await desktop.start()
  await arrives(desktop, hash)
})

for (const [who, end] of [
  ['another program', (app: App) => app.signal('SIGTERM')],
  ['the end of the session', (app: App) => app.report({ type: 'power', event: 'shutdown' })],
] as const)
  test(`quits at once for ${who}, asks nothing, and keeps the journal true`, async ({ desktop }) => {
    const { app, hash } = await uploading(desktop)
    const startedAt = performance.now()
    end(app)
    // The window goes first.
    await expect.poll(() => count(app, 'gone')).toBe(1)
    expect(await app.ended).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(MAX_QUIT_MS)
    expect(count(app, 'message-box')).toBe(0)
    await desktop.start()
    await arrives(desktop, hash)
  })

test('where a window is told of the end of the session, it is not held up by one that is asked about', async ({ desktop }) => {
  const { app, hash } = await uploading(desktop)
  app.report({ type: 'session', event: 'query-session-end' })
  // It may still go on: nothing was closed for the question.
  const before = desktop.server.receivedBytes
  await expect.poll(() => desktop.server.receivedBytes).toBeGreaterThan(before)
  // The window does not hold it up, and is there again for whoever called it off.
  app.report({ type: 'close' })
  await expect.poll(() => count(app, 'gone')).toBe(1)
  app.report({ type: 'activate' })
  await expect.poll(() => count(app, 'window')).toBe(2)
  await expect.poll(() => count(app, 'loaded')).toBe(2)
  app.report({ type: 'session', event: 'session-end' })
  expect(await app.ended).toBe(0)
  expect(count(app, 'message-box')).toBe(0)
  await desktop.start()
  await arrives(desktop, hash)
})

test('takes 5,000 files of a second start, once, although no message between processes is that long', async ({ desktop }) => {
  const paths = Array.from({ length: 5_000 }, (_, index) => desktop.folder.in(`C${String(index).padStart(4, '0')}.mxf`))
  const app = await desktop.start()
  await desktop.cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${desktop.server.endpoint}`)
  const second = await desktop.startSecond({ args: paths })
  expect(second.code).toBe(0)
  await expect(app.page.getByRole('dialog')).toContainText('and 4,995 more')
  await app.page.getByRole('dialog').locator('footer').getByRole('button', { name: 'Cancel' }).click()
  await app.page.reload()
  await expect(app.page.getByRole('button', { name: /^Queue/ })).toBeVisible()
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
})

test('keeps files of its own start until there is an account for them', async ({ desktop }) => {
  const { folder, server } = desktop
  await writeMedia(folder.in('early.mov'), 100_000)
  const app = await desktop.start({ args: [folder.in('early.mov'), 'reelay://nothing'] })
  await expect(app.page.getByRole('button', { name: /^tus server/ })).toBeVisible()
  await app.page.getByRole('button', { name: /^tus server/ }).click()
  await app.page.getByLabel('Endpoint').fill(server.endpoint)
  await app.page.getByRole('button', { name: 'Test and go on' }).click()
  await expect(app.page.getByRole('dialog')).toContainText('early.mov')
  await app.page.getByRole('button', { name: /^Send 1 clip/ }).click()
  await app.page.getByRole('button', { name: 'Open the queue' }).click()
  await expect(rowOf(app.page, 'early.mov')).toContainText('Done, verified')
})

test('shows what a link names, and asks before it copies from one', async ({ desktop }) => {
  const app = await desktop.start()
  app.report({ type: 'open', event: 'open-url', what: 'reelay://settings' })
  await expect(app.page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible()
  app.report({ type: 'open', event: 'open-url', what: 'reelay://import?url=https%3A%2F%2Fa.test%2F1.mp4' })
  await expect(app.page.getByText('No account copies from links.')).toBeVisible()
  await addCopyingAccount(app)
  await expect(app.page.getByRole('dialog').getByRole('textbox').first()).toHaveValue('https://a.test/1.mp4')
})

test('an error in main starts the app again once, and uploads go on; a second one stops it and says so', async ({ desktop }) => {
  const { app, hash } = await uploading(desktop)
  app.report({ type: 'throw', message: 'nobody expected this' })
  expect(await app.ended).toBe(0)
  const [again] = app.reports.flatMap((one) => (one.type === 'relaunch' ? [one.args.at(-1)] : []))
  expect(again).toMatch(/^--after-error=\d+$/)
  expect(count(app, 'error-box')).toBe(0)
  await arrives(desktop, hash)
  await endStartedAgain(desktop)

  const second = await desktop.start({ args: [again ?? ''] })
  second.report({ type: 'throw', message: 'and again' })
  expect(await second.ended).toBe(0)
  expect(second.reports).toContainEqual({
    type: 'error-box',
    title: 'Reelay had to stop',
    content: expect.stringContaining('and again'),
  })
  expect(count(second, 'relaunch')).toBe(0)
})

test('loads the page again when its process dies; uploads do not notice', async ({ desktop }) => {
  const { app, hash } = await uploading(desktop)
  const requests = desktop.server.requests.length
  app.report({ type: 'kill-page' })
  await expect.poll(() => count(app, 'loaded')).toBe(2)
  await expect(rowOf(app.pageNow(), 'match.mov')).toBeVisible()
  expect(desktop.server.requests).toHaveLength(requests)
  await arrives(desktop, hash)
})

test('started by the system, it shows no window until somebody looks for it', async ({ desktop }) => {
  await using bus = await startWatchedBus(desktop.folder.in('bus'))
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address }
  const app = await desktop.start({ args: ['--hidden'], hidden: true, env })
  expect((await desktop.startSecond({ args: ['--hidden'], env })).code).toBe(0)
  expect(count(app, 'window')).toBe(0)
  await desktop.startSecond({ env })
  await expect.poll(() => count(app, 'window')).toBe(1)
})

test('starts with the system when a person wants it to, by a file of the desktop', async ({ desktop }) => {
  const config = desktop.folder.in('config')
  const app = await desktop.start({ env: { STAND_IN_PACKAGED: '1', XDG_CONFIG_HOME: config } })
  const entry = desktop.folder.in('config', 'autostart', 'reelay.desktop')
  await app.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await app.page.getByLabel('Start when I sign in').check()
  await expect.poll(() => readFile(entry, 'utf8').catch(() => '')).toContain('" --hidden\n')
  await app.page.getByLabel('Start when I sign in').uncheck()
  await expect.poll(() => readFile(entry, 'utf8').catch(() => 'gone')).toBe('gone')
})

test('shows the window although its system never says that it is ready', async ({ desktop }) => {
  const withheld = JSON.stringify(['ready-to-show', 'did-finish-load'])
  const app = await desktop.start({ env: { STAND_IN_WITHHELD: withheld } })
  expect(count(app, 'window')).toBe(1)
})

test('opens where it was, on a display that is there, and wears the theme that was chosen', async ({ desktop }) => {
  await mkdir(desktop.dataDir, { recursive: true })
  await writeFile(
    desktop.folder.in('data', 'desktop.json'),
    JSON.stringify({ bounds: { x: 2200, y: 100, width: 900, height: 600 } }),
  )
  const beside = JSON.stringify([
    { x: 0, y: 0, width: 1920, height: 1080 },
    { x: 1920, y: 0, width: 1920, height: 1080 },
  ])
  const first = await desktop.start({ env: { STAND_IN_DISPLAYS: beside } })
  expect(first.reports).toContainEqual({ type: 'bounds', x: 2200, y: 100, width: 900, height: 600 })
  await first.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await first.page.getByLabel('Theme').selectOption({ label: 'Dark' })
  await expect.poll(() => first.reports.findLast(({ type }) => type === 'theme')).toEqual({ type: 'theme', source: 'dark' })
  await first.quit()
  const second = await desktop.start()
  expect(second.reports).toContainEqual({ type: 'bounds', x: null, y: null, width: 1280, height: 800 })
  await expect.poll(() => second.reports).toContainEqual({ type: 'theme', source: 'dark' })
})

test('works from a folder with any letters in its name', async ({ desktop }) => {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const built = desktop.folder.in('a~1 [x] 100% a^b %41')
  await mkdir(built)
  await cp(`${root}/out`, `${built}/out`, { recursive: true })
  await cp(`${root}/package.json`, `${built}/package.json`)
  await symlink(`${root}/node_modules`, `${built}/node_modules`)
  const app = await desktop.start({ built })
  await expect(app.page.getByRole('button', { name: /^Queue/ })).toBeVisible()
  expect(app.reports).toContainEqual({ type: 'loaded', url: 'app://reelay/index.html' })
})
