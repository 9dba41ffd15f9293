import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { ENV } from '../../support/electron-stand-in/control.ts'
import { writeMedia } from '../../support/media.ts'
import { rowOf } from '../headless/fixtures.ts'
import { addByPage, expect, hasElectron, test } from './fixtures.ts'

test.skip(hasElectron, 'menus, boxes and the clipboard are seen on the stand-in only')

test('copies diagnostics from the menu, shows what was copied, and sends no crash dump anywhere', async ({ desktop }) => {
  const { folder, dataDir } = desktop
  await mkdir(folder.in('data', 'crashes', 'completed'), { recursive: true })
  await writeFile(folder.in('data', 'crashes', 'completed', 'one.dmp'), 'memory')
  const app = await desktop.start({ env: { [ENV.keyring]: 'v11' } })
  expect(app.reports).toContainEqual({ type: 'crash-reporter', uploads: false, folder: folder.in('data', 'crashes') })
  app.report({ type: 'choose', menu: 'app', label: 'Copy Diagnostics' })
  await expect.poll(() => app.reports.some(({ type }) => type === 'message-box')).toBe(true)
  const copied = app.reports.findLast((one) => one.type === 'copied')
  const text = copied?.type === 'copied' ? copied.text : ''
  expect(text).toMatch(/^Reelay \S+ \(electron, from the sources\)/)
  expect(text).toMatch(/^Secure storage: gnome_libsecret \(by the name of the desktop\), secure$/m)
  expect(text).toMatch(/^Crash dumps: 1 in \S+crashes, the newest of \d{4}-/m)
  const box = app.reports.findLast((one) => one.type === 'message-box')
  expect(box?.type === 'message-box' && box.detail).toBe(text)
  app.report({ type: 'choose', menu: 'app', label: 'Show Crash Dumps' })
  await expect
    .poll(() => app.reports.filter(({ type }) => type === 'path'))
    .toEqual([{ type: 'path', path: folder.in('data', 'crashes') }])
  expect((await desktop.cli('diagnostics')).lines[0]).toMatchObject({ host: 'electron', facts: { crashDumps: { count: 1 } } })
  expect(await readdir(dataDir)).toContain('crashes')
})

test('says in diagnostics that a fixed key is not secure', async ({ desktop }) => {
  const app = await desktop.start({ env: { [ENV.keyring]: 'v10' } })
  await app.page.waitForFunction(() => 'reelay' in window)
  const [line] = (await desktop.cli('diagnostics')).lines
  expect(line).toMatchObject({ secureStorage: { provider: 'gnome_libsecret (by the name of the desktop)', secure: false } })
})

test('About leads to the version, the licences of all packages, and the log of a row to what happened', async ({ desktop }) => {
  const { folder, server } = desktop
  await writeMedia(folder.in('clip.mp4'), 100_000)
  await desktop.cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  const app = await desktop.start()
  const { page } = app
  // The menu is there once the app is.
  await expect.poll(() => app.reports.some(({ type }) => type === 'menu')).toBe(true)
  app.report({ type: 'choose', menu: 'app', label: 'About Reelay Dev' })
  await expect(page.getByRole('heading', { name: 'About' })).toBeInViewport()
  await page.getByRole('button', { name: 'Licences…' }).click()
  const licences = page.getByRole('dialog', { name: 'Licences' })
  for (const name of ['@vue/runtime-core', 'tus-js-client', 'electron'])
    await expect(licences.locator('summary').filter({ has: page.getByText(name, { exact: true }) })).toHaveCount(1)
  await licences.getByRole('button', { name: 'Close' }).click()

  await page.getByRole('button', { name: /^Queue/ }).click()
  await addByPage(app, [folder.in('clip.mp4')])
  await expect(rowOf(page, 'clip.mp4')).toContainText('Done, verified')
  await rowOf(page, 'clip.mp4').click()
  await page.getByRole('button', { name: 'Show log' }).click()
  await expect(page.getByLabel('Log', { exact: true })).toContainText(/PATCH http:\S+, 100000 bytes from 0: 204/)
})
