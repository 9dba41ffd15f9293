import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { writeMedia } from '../../support/media.ts'
import { startUpdateFeed, type UpdateFeed } from '../../support/update-feed.ts'
import { type App, addByPage, count, type Desktop, endStartedAgain, expect, hasElectron, test as plain } from './fixtures.ts'

const OLD_IMAGE = '#!/bin/sh\nexit 0\n'

/** The app as an AppImage with a feed. */
const test = plain.extend<{ feed: UpdateFeed }>({
  feed: async ({ browserName: _browserName }, use) => {
    await using feed = await startUpdateFeed()
    await use(feed)
  },
})
test.skip(() => hasElectron, 'the real runtime does not know that it is packaged')

async function install({ folder }: Desktop, feed: UpdateFeed, packageType: string | null = null) {
  const image = folder.in('apps', 'Reelay.AppImage')
  const resources = folder.in('resources')
  await Promise.all([mkdir(folder.in('apps')), mkdir(resources)])
  await writeFile(image, OLD_IMAGE, { mode: 0o755 })
  await writeFile(`${resources}/app-update.yml`, `provider: generic\nurl: ${feed.url}\nupdaterCacheDirName: reelay-updater\n`)
  if (packageType !== null) await writeFile(`${resources}/package-type`, packageType)
  const env = {
    STAND_IN_PACKAGED: '1',
    STAND_IN_RESOURCES: resources,
    XDG_CACHE_HOME: folder.in('cache'),
    XDG_CONFIG_HOME: folder.in('config'),
    ...(packageType === null ? { APPIMAGE: image } : {}),
  }
  return { image, env }
}

/** Notes, at the start of the new app, whether locks of the old one are still held. */
const starting = (desktop: Desktop): string => `
test -e '${desktop.folder.in('data', 'single-instance')}' && lock=held || lock=free
test -e '${desktop.folder.in('data', 'door.json')}' && engine=open || engine=closed
echo "$lock $engine" > '${desktop.folder.in('started')}'`

const section = ({ page }: App) => page.getByRole('region', { name: 'Updates' })
const openSettings = async ({ page }: App) => page.getByRole('button', { name: /^Settings/ }).click()

test('finds, downloads and shows an update, installs it when asked, and ends before the new app starts', async ({
  desktop,
  feed,
}) => {
  const notes = 'Faster.\n<img src=x onerror=alert(1)>'
  feed.publish({ version: '99.0.0', script: starting(desktop), notes })
  const { image, env } = await install(desktop, feed)
  const app = await desktop.start({ env })
  // By itself, soon after the start.
  await expect(app.page.getByRole('button', { name: 'Settings update' })).toBeVisible()
  await openSettings(app)
  await expect(section(app)).toContainText('Reelay 99.0.0 is ready to be installed.')
  await expect(section(app).locator('pre')).toHaveText(notes)
  await expect(section(app).locator('img')).toHaveCount(0)
  expect(await readFile(image, 'utf8')).toBe(OLD_IMAGE)
  await section(app).getByRole('button', { name: 'Install and restart' }).click()
  expect(await app.ended).toBe(0)
  expect((await readFile(image)).equals(feed.image())).toBe(true)
  // Engine closed, then the lock released, then the new app. The file is there before the words in it.
  await expect.poll(() => readFile(desktop.folder.in('started'), 'utf8').catch(() => '')).toBe('free closed\n')
  expect(count(app, 'message-box')).toBe(0)
  // This test starts the old one again, as if the new one had not come to be.
  const again = await desktop.start({ env })
  await openSettings(again)
  await expect(section(again).getByRole('alert')).toContainText('Reelay 99.0.0 was not installed')
  // It looks again by itself, which takes that away from nobody who has not seen it.
  await expect(section(again)).toContainText('is ready to be installed')
  await expect(section(again).getByRole('alert')).toContainText('Reelay 99.0.0 was not installed')
})

test('says why a new version was not installed, and is there again', async ({ desktop, feed }) => {
  feed.publish({ version: '99.0.0', script: 'exit 127' })
  const { image, env } = await install(desktop, feed)
  const app = await desktop.start({ env })
  await openSettings(app)
  await section(app).getByRole('button', { name: 'Check now' }).click()
  await section(app).getByRole('button', { name: 'Install and restart' }).click()
  expect(await app.ended).toBe(0)
  expect(count(app, 'relaunch')).toBe(1)
  expect(await readFile(image, 'utf8')).toBe(OLD_IMAGE)
  await endStartedAgain(desktop)
})

test('does not install while a clip is sent, but when all is sent, if a person says so', async ({ desktop, feed }) => {
  const { folder, server } = desktop
  feed.publish({ version: '99.0.0', script: starting(desktop) })
  const { image, env } = await install(desktop, feed)
  const added = await desktop.cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  expect(added.code).toBe(0)
  const hash = await writeMedia(folder.in('match.mov'), 8_000_000)
  server.slowDown(200_000)
  const app = await desktop.start({ env })
  await addByPage(app, [folder.in('match.mov')])
  await expect.poll(() => server.receivedBytes).toBeGreaterThan(100_000)
  app.report({ type: 'choose', menu: 'app', label: 'Check for Updates…' })
  await section(app).getByRole('button', { name: 'Install when all is sent' }).click()
  await expect(section(app)).toContainText('is installed when everything has been sent')
  expect(await readFile(image, 'utf8')).toBe(OLD_IMAGE)
  server.slowDown(Number.POSITIVE_INFINITY)
  expect(await app.ended).toBe(0)
  expect((await readFile(image)).equals(feed.image())).toBe(true)
  expect(await server.storedSha256()).toBe(hash)
})

test('looks for nothing while it is switched off, and still when a person asks', async ({ desktop, feed }) => {
  feed.publish({ version: '0.0.1', script: '' })
  const { env } = await install(desktop, feed)
  expect((await desktop.cli('settings', 'set', 'checkForUpdates=false')).code).toBe(0)
  const app = await desktop.start({ env })
  await openSettings(app)
  await expect(section(app).getByLabel('Look for updates by itself')).not.toBeChecked()
  // Longer than it waits with its first check.
  await app.page.waitForTimeout(12_000)
  expect(feed.requests).toEqual([])
  await section(app).getByRole('button', { name: 'Check now' }).click()
  await expect(section(app)).toContainText('is up to date')
  expect(feed.requests).toEqual(['/latest-linux.yml'])
})

test('tells people with a package to use its manager, and never installs one itself', async ({ desktop, feed }) => {
  feed.publish({ version: '99.0.0', script: starting(desktop) })
  const { env } = await install(desktop, feed, 'deb')
  const app = await desktop.start({ env })
  await openSettings(app)
  await section(app).getByRole('button', { name: 'Check now' }).click()
  await expect(section(app)).toContainText('Reelay 99.0.0 is out.')
  await expect(section(app)).toContainText('Your package manager installed Reelay and updates it')
  await expect(section(app).getByRole('button', { name: 'Install and restart' })).toHaveCount(0)
  expect(feed.requests.filter((path) => !path.endsWith('.yml'))).toEqual([])
})

test('says what is wrong with an update and what to do', async ({ desktop, feed }) => {
  feed.publish({ version: '99.0.0', script: starting(desktop) }, 'checksum')
  const { env, image } = await install(desktop, feed)
  const app = await desktop.start({ env })
  await openSettings(app)
  await section(app).getByRole('button', { name: 'Check now' }).click()
  await expect(section(app).getByRole('alert')).toContainText('The update is not what it should be')
  feed.publish({ version: '99.0.0', script: starting(desktop) }, 'cut')
  await section(app).getByRole('button', { name: 'Check now' }).click()
  await expect(section(app).getByRole('alert')).toContainText('The download of the update was cut off')
  expect(await readFile(image, 'utf8')).toBe(OLD_IMAGE)
})

test('has no updates in a run from the sources', async ({ desktop, feed }) => {
  const app = await desktop.start()
  await openSettings(app)
  await expect(section(app)).toContainText('This copy does not look for updates.')
  await expect(section(app).getByRole('button')).toHaveCount(0)
  expect(feed.requests).toEqual([])
})
