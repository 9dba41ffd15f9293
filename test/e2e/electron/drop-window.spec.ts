import { readFile } from 'node:fs/promises'
import { writeMedia } from '../../support/media.ts'
import { startWatchedBus } from '../../support/watched-bus.ts'
import { rowOf } from '../headless/fixtures.ts'
import { addCopyingAccount, count, expect, hasElectron, test } from './fixtures.ts'

test.skip(() => hasElectron, 'what the system does cannot be played on the real runtime')

test('the drop window is off until a person wants it, by settings, menu or tray, and Esc and its button take it away', async ({
  desktop,
}) => {
  await using bus = await startWatchedBus(desktop.folder.in('bus'))
  const app = await desktop.start({ env: { DBUS_SESSION_BUS_ADDRESS: bus.address } })
  expect(count(app, 'on-top')).toBe(0)
  await app.page.getByRole('button', { name: 'Settings', exact: true }).click()
  const setting = app.page.getByRole('checkbox', { name: /^Drop window/ })
  await expect(setting).not.toBeChecked()
  await setting.check()
  const drop = await app.dropWindow()
  await expect(drop.getByText('Drop clips')).toBeVisible()
  await expect.poll(() => app.reports).toContainEqual({ type: 'on-top', frame: false })
  // It takes the keyboard from nobody.
  await expect.poll(() => count(app, 'shown-inactive')).toBe(1)
  // The window may be gone before the key is let go.
  await drop.keyboard.press('Escape').catch(() => {})
  await expect(setting).not.toBeChecked()
  await expect.poll(() => drop.isClosed()).toBe(true)
  await expect.poll(() => count(app, 'gone')).toBe(1)

  app.report({ type: 'choose', menu: 'app', label: 'Drop Window' })
  const second = await app.dropWindow()
  await second.getByRole('button', { name: 'Close the drop window' }).click()
  await expect.poll(() => second.isClosed()).toBe(true)
  app.report({ type: 'choose', menu: 'tray', label: 'Drop window' })
  await expect((await app.dropWindow()).getByText('Drop clips')).toBeVisible()
  app.report({ type: 'close', page: 'drop.html' })
  await expect.poll(() => count(app, 'gone')).toBe(3)
  await expect(setting).not.toBeChecked()
  // The main window has stayed.
  await expect(app.page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible()
})

test('the drop window sends files and folders to the only account at once, and shows how far they are', async ({ desktop }) => {
  const { folder, server, cli, start } = desktop
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  await writeMedia(folder.in('match.mov'), 12_000_000)
  server.slowDown(1_000_000)
  const app = await start()
  app.report({ type: 'choose', menu: 'app', label: 'Drop Window' })
  const drop = await app.dropWindow()
  await expect(drop.locator('.where')).toHaveText(/^Send to\s*Studio/)
  await app.drop([folder.in('match.mov')], { page: drop })
  await expect(drop.getByRole('status')).toContainText('1 clip added.')
  await expect(drop.getByRole('progressbar', { name: 'All uploads' })).toBeVisible()
  await expect(drop.getByText(/\/s/)).toBeVisible()
  server.slowDown(Number.POSITIVE_INFINITY)
  await expect(rowOf(app.page, 'match.mov')).toContainText('Done, verified')
  await expect(drop.getByRole('progressbar')).toHaveCount(0)
})

test('the drop window holds what it gets and asks where, by keyboard too, or sends to the account that was chosen in it', async ({
  desktop,
}) => {
  const { folder, server, cli, start } = desktop
  for (const name of ['Studio', 'Club']) await cli('account', 'add', 'tus', name, '--set', `endpoint=${server.endpoint}`)
  for (const name of ['one.mov', 'two.mov', 'three.mov']) await writeMedia(folder.in(name), 100_000)
  const app = await start()
  app.report({ type: 'choose', menu: 'app', label: 'Drop Window' })
  const drop = await app.dropWindow()
  await app.drop([folder.in('one.mov')], { page: drop })
  await expect(drop.getByRole('region', { name: 'Held' })).toContainText('1 item: where to?')
  await drop.getByRole('list', { name: 'Send to' }).getByRole('button', { name: 'Club' }).focus()
  await drop.keyboard.press('Enter')
  await expect(rowOf(app.page, 'one.mov')).toContainText('Club')
  await drop.getByRole('combobox', { name: 'Send to' }).selectOption({ label: 'Studio' })
  await app.drop([folder.in('two.mov')], { page: drop })
  await expect(rowOf(app.page, 'two.mov')).toContainText('Studio')
  await app.answerDialog([folder.in('three.mov')])
  await drop.getByRole('button', { name: 'Choose files…' }).click()
  await expect(rowOf(app.page, 'three.mov')).toContainText('Studio')
})

test('the drop window keeps clips until there is an account, and leads links and people to the main window', async ({
  desktop,
}) => {
  const app = await desktop.start()
  app.report({ type: 'choose', menu: 'app', label: 'Drop Window' })
  const drop = await app.dropWindow()
  await writeMedia(desktop.folder.in('early.mov'), 100_000)
  await app.drop([desktop.folder.in('early.mov')], { page: drop })
  await expect(drop.getByRole('region', { name: 'Held' })).toContainText('1 item waits')
  await drop.getByRole('link', { name: 'Add an account…' }).click()
  await expect(app.page.getByRole('heading', { name: 'Accounts' })).toBeVisible()
  expect(count(app, 'external')).toBe(0)
  await drop.getByRole('button', { name: 'Let go' }).click()
  await expect(drop.getByText('Drop clips')).toBeVisible()
  await drop.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.setData('text/uri-list', '# from a browser\nhttps://a.test/1.mp4')
    dataTransfer.setData('text/plain', 'A clip')
    document.querySelector('main')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })
  await expect(app.page.getByText('No account copies from links.')).toBeVisible()
  await addCopyingAccount(app)
  await expect(app.page.getByRole('dialog').getByRole('textbox').first()).toHaveValue('https://a.test/1.mp4')
})

test('the drop window opens where it was, on a display that is there, and wears the theme', async ({ desktop }) => {
  const beside = JSON.stringify([
    { x: 0, y: 0, width: 1920, height: 1080 },
    { x: 1920, y: 0, width: 1920, height: 1080 },
  ])
  const first = await desktop.start({ env: { STAND_IN_DISPLAYS: beside } })
  first.report({ type: 'choose', menu: 'app', label: 'Drop Window' })
  const drop = await first.dropWindow()
  await expect.poll(() => first.reports).toContainEqual({ type: 'bounds', x: 1596, y: 716, width: 300, height: 340 })
  await first.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await first.page.getByLabel('Theme').selectOption({ label: 'Dark' })
  await expect(drop.locator('html[data-theme="dark"]')).toHaveCount(1)
  first.report({ type: 'move', page: 'drop.html', bounds: { x: 2500, y: 300, width: 320, height: 360 } })
  await expect
    .poll(async () => JSON.parse(await readFile(desktop.folder.in('data', 'desktop.json'), 'utf8').catch(() => '{}')).dropBounds)
    .toEqual({ x: 2500, y: 300, width: 320, height: 360 })
  await first.quit()
  const second = await desktop.start({ env: { STAND_IN_DISPLAYS: beside } })
  await second.dropWindow()
  await expect.poll(() => second.reports).toContainEqual({ type: 'bounds', x: 2500, y: 300, width: 320, height: 360 })
  await second.quit()
  const third = await desktop.start()
  await third.dropWindow()
  await expect.poll(() => third.reports).toContainEqual({ type: 'bounds', x: 1596, y: 716, width: 300, height: 340 })
})

test('what another page in the drop window would call is refused, and it leads nowhere', async ({ desktop }) => {
  const app = await desktop.start()
  app.report({ type: 'choose', menu: 'app', label: 'Drop Window' })
  const drop = await app.dropWindow()
  const policy = await drop.evaluate(async () => (await fetch('drop.html')).headers.get('content-security-policy'))
  const main = await app.page.evaluate(async () => (await fetch('index.html')).headers.get('content-security-policy'))
  expect(policy).toBe(main)
  expect(policy).toContain("default-src 'none'")
  await drop.evaluate(() => void window.open('file:///etc/passwd'))
  await drop.evaluate(() => void window.open('https://watch.test/1'))
  await expect.poll(() => count(app, 'external')).toBe(1)
  expect(
    Object.keys(await drop.evaluate(() => Object.fromEntries(Object.keys((window as never)['reelay']).map((key) => [key, 1])))),
  ).toEqual(['request', 'on', 'pathForFile'])
})
