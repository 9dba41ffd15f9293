import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Texts } from '../../../src-main/contract/i18n/catalogue.ts'
import type { FromStandIn, MenuEntry } from '../../support/electron-stand-in/control.ts'
import { writeMedia } from '../../support/media.ts'
import { startWatchedBus } from '../../support/watched-bus.ts'
import { root } from '../../unit/words/messages.ts'
import { rowOf } from '../headless/fixtures.ts'
import { type App, addByPage, count, type Desktop, expect, hasElectron, test } from './fixtures.ts'

test.skip(() => hasElectron, 'trays and notices of the real system cannot be seen by a test')

const lastOf = <T extends FromStandIn['type']>({ reports }: App, type: T) =>
  reports.findLast((one): one is Extract<FromStandIn, { type: T }> => one.type === type)
const trayLabels = (app: App): string[] => (lastOf(app, 'tray')?.menu ?? []).map(({ label }) => label)

async function withAccount({ folder, server, cli, start }: Desktop, address: string): Promise<App> {
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  await mkdir(folder.in('clips'))
  return start({ env: { DBUS_SESSION_BUS_ADDRESS: address } })
}

test('the tray and the taskbar show what is sent; all can be paused, slowed down and resumed there', async ({ desktop }) => {
  await using bus = await startWatchedBus(desktop.folder.in('bus'))
  const { folder, server, cli } = desktop
  const app = await withAccount(desktop, bus.address)
  await expect.poll(() => trayLabels(app)).toContain('Nothing left to send')
  expect(lastOf(app, 'tray')?.icon).toBe('idle')
  server.slowDown(500_000)
  await writeMedia(folder.in('match.mov'), 12_000_000)
  await addByPage(app, [folder.in('match.mov')])
  await expect.poll(() => lastOf(app, 'tray')?.icon).toMatch(/^sending [1-9]/)
  await expect.poll(() => lastOf(app, 'progress')?.value ?? 0).toBeGreaterThan(0)
  expect(lastOf(app, 'progress')?.mode).toBe('normal')
  await expect.poll(() => trayLabels(app)).toContain('Pause and quit')
  app.report({ type: 'choose', menu: 'tray', label: 'Slow down for an hour' })
  await expect.poll(() => trayLabels(app)).toContain('Full speed again')
  app.report({ type: 'choose', menu: 'tray', label: 'Pause all' })
  await expect(rowOf(app.page, 'match.mov')).toContainText('Paused')
  await expect.poll(() => trayLabels(app)).toContain('Resume all')
  await expect.poll(() => lastOf(app, 'tray')?.icon).toBe('paused')
  await expect.poll(() => lastOf(app, 'progress')).toEqual({ type: 'progress', value: -1, mode: 'none' })
  expect((await cli('settings', 'list')).code).toBe(0)
  server.slowDown(Number.POSITIVE_INFINITY)
  await expect.poll(() => trayLabels(app)).toContain('Full speed again')
  app.report({ type: 'choose', menu: 'tray', label: 'Full speed again' })
  app.report({ type: 'choose', menu: 'tray', label: 'Resume all' })
  await expect(rowOf(app.page, 'match.mov')).toContainText('Done, verified')
  await expect.poll(() => lastOf(app, 'tray')?.icon).toBe('idle')
})

test('quits by itself when all have arrived, if a person wants that', async ({ desktop }) => {
  await using bus = await startWatchedBus(desktop.folder.in('bus'))
  const { folder, server } = desktop
  const app = await withAccount(desktop, bus.address)
  server.slowDown(2_000_000)
  // Longer under way than everything before the last line takes, on any machine.
  await writeMedia(folder.in('match.mov'), 100_000_000)
  await addByPage(app, [folder.in('match.mov')])
  await expect.poll(() => trayLabels(app)).toContain('Quit when all have arrived')
  app.report({ type: 'choose', menu: 'tray', label: 'Quit when all have arrived' })
  // Pausing is not arriving, and takes the wish back.
  app.report({ type: 'choose', menu: 'tray', label: 'Pause all' })
  await expect.poll(() => trayLabels(app)).toContain('Resume all')
  app.report({ type: 'choose', menu: 'tray', label: 'Resume all' })
  await expect.poll(() => trayLabels(app)).toContain('Quit when all have arrived')
  app.report({ type: 'choose', menu: 'tray', label: 'Quit when all have arrived' })
  server.slowDown(Number.POSITIVE_INFINITY)
  expect(await app.ended).toBe(0)
  expect(count(app, 'message-box')).toBe(0)
  expect(await server.uploads()).toHaveLength(1)
})

test('a clip that needs a person is counted at the icon and announced once; the notice leads to its row, however late', async ({
  desktop,
}) => {
  await using bus = await startWatchedBus(desktop.folder.in('bus'))
  const { folder, server } = desktop
  const app = await withAccount(desktop, bus.address)
  server.slowDown(1_000_000)
  await writeMedia(folder.in('take.mov'), 12_000_000)
  await addByPage(app, [folder.in('take.mov')])
  await expect.poll(() => server.receivedBytes).toBeGreaterThan(1_000_000)
  app.report({ type: 'close' })
  await expect.poll(() => count(app, 'hidden')).toBe(1)
  app.report({ type: 'blur' })
  // Another file in its place, after a part of it was sent, is a question.
  await writeMedia(folder.in('take.mov'), 11_000_000)
  await expect.poll(() => lastOf(app, 'badge')?.count ?? 0).toBe(1)
  await expect.poll(() => lastOf(app, 'tray')?.icon).toBe('needs-you')
  const reports = () => app.reports.flatMap((one) => (one.type === 'notification' && one.title.includes('take.mov') ? [one] : []))
  await expect.poll(() => reports().length).toBe(1)
  app.report({ type: 'click-notice', title: reports()[0]?.title ?? '' })
  await expect.poll(() => count(app, 'window')).toBe(2)
  await expect(rowOf(app.page, 'take.mov')).toBeVisible()
  await expect(app.page.getByRole('searchbox')).toHaveValue('take.mov')
  await app.quit()
  // The next start shows it before anything of the queue changes.
  const next = await desktop.start({ env: { DBUS_SESSION_BUS_ADDRESS: bus.address } })
  await expect.poll(() => lastOf(next, 'badge')?.count ?? 0).toBe(1)
})

const labels = (entries: readonly MenuEntry[]): string[] => entries.flatMap(({ label, submenu }) => [label, ...labels(submenu)])

test('menus add files and lead to every view', async ({ desktop }) => {
  const { folder } = desktop
  await writeMedia(folder.in('match.mov'), 1_000)
  const app = await withAccount(desktop, 'unix:path=/nowhere')
  await expect
    .poll(() => labels(lastOf(app, 'menu')?.menu ?? []))
    .toEqual(expect.arrayContaining(['Add Files…', 'Settings', 'Quit', 'Copy', 'Minimise']))
  // No desktop shows a tray here, so there is none.
  expect(count(app, 'tray')).toBe(0)
  app.report({ type: 'choose', menu: 'app', label: 'Accounts' })
  await expect(app.page.getByRole('heading', { name: 'Accounts', exact: true })).toBeVisible()
  await app.answerDialog([folder.in('match.mov')])
  app.report({ type: 'choose', menu: 'app', label: 'Add Files…' })
  await expect(app.page.getByRole('dialog')).toContainText('match.mov')
})

test('menus and the tray are in the language of the system, and in another as soon as it is chosen', async ({ desktop }) => {
  await using bus = await startWatchedBus(desktop.folder.in('bus'))
  const { server, cli, start } = desktop
  const textsOf = (language: string) =>
    JSON.parse(readFileSync(join(root, 'resources', 'languages', `${language}.json`), 'utf8')) as Texts
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address, LANGUAGE: 'xx:de_AT:en' }
  const app = await start({ env })
  const menu = () => labels(lastOf(app, 'menu')?.menu ?? [])
  await expect.poll(menu).toContain(textsOf('de')['Add Files…'])
  await expect.poll(() => trayLabels(app)).toContain(textsOf('de')['Nothing left to send'])
  // The browser of the page prefers English.
  await expect(app.page.locator('html')).toHaveAttribute('lang', 'de')
  await cli('settings', 'set', 'language=fr')
  await expect.poll(menu).toContain(textsOf('fr')['Add Files…'])
  await expect.poll(() => trayLabels(app)).toContain(textsOf('fr')['Nothing left to send'])
  await expect(app.page.locator('html')).toHaveAttribute('lang', 'fr')
  await app.quit()
  // Before the settings are read it is what it was.
  const next = await start({ env })
  expect(labels(next.reports.find((one) => one.type === 'menu')?.menu ?? [])).toContain(textsOf('fr')['Add Files…'])
})
