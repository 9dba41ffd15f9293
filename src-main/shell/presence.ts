/** @file Everything that shows the app outside of its window, and what can be done from there. */
import type { Notification } from 'electron'
import type { Arrival, View } from '../contract/arrivals.ts'
import type { Channel } from '../contract/channels.ts'
import type { Envelope } from '../contract/requests.ts'
import type { Settings } from '../contract/settings.ts'
import { slowDownFrom } from '../contract/slow-down.ts'
import { isWithin } from '../contract/week.ts'
import type { Reelay } from '../host.ts'
import type { Arrivals } from './arrivals.ts'
import { followArrived } from './arrived-clips.ts'
import { createBar } from './bar.ts'
import { copyDiagnostics } from './copy-diagnostics.ts'
import type { MainWindow } from './main-window.ts'
import { setAppMenu, setOtherMenus } from './menu.ts'
import { followNotices } from './notices.ts'
import { pickFiles } from './pick-files.ts'
import type { QueueMirror } from './queue-mirror.ts'
import { createQuitWhenDone } from './quit-when-done.ts'
import type { Quitting } from './quitting.ts'
import type { SettingsMirror } from './settings-mirror.ts'
import { copyLink, showTray } from './tray.ts'
import type { TrayAction } from './tray-menu.ts'
import type { Updates } from './updates.ts'

export interface PresenceDeps {
  readonly reelay: Reelay
  readonly queue: QueueMirror
  readonly settings: SettingsMirror
  readonly window: MainWindow
  readonly arrivals: Arrivals
  readonly quitting: Quitting
  readonly updates: Pick<Updates, 'check'>
  readonly hasTray: boolean
  readonly keepNotice: (notice: Notification) => void
  readonly go: (where: Arrival) => void
}

export async function showPresence(deps: PresenceDeps): Promise<void> {
  const { reelay, queue, settings, window, arrivals, quitting, updates, hasTray, keepNotice, go } = deps
  let update = (): void => {}
  const all = { filter: { group: 'all', search: '' } }

  async function send(channel: Channel, input: unknown): Promise<void> {
    const answer = (await reelay.dispatch(channel, input)) as Envelope<unknown>
    if (!answer.ok) reelay.log.warn(`${channel} was refused: ${answer.error.code}`)
  }
  const change = (next: Partial<Settings>): void => void send('settings.change', next)

  async function add(kind: 'files' | 'folder'): Promise<void> {
    window.show()
    const paths = await pickFiles(kind)
    if (paths.length > 0) arrivals.add({ kind: 'files', paths })
  }

  /** The view shows what the check finds, also that this copy looks for none. */
  function checkForUpdates(): void {
    go({ kind: 'view', view: 'settings' })
    updates.check().catch((caught: unknown) => reelay.log.warn(`no check for updates: ${String(caught)}`))
  }

  const whenDone = createQuitWhenDone(() => quitting.quit('user', { isSure: true }))

  function setQuitsWhenDone(wanted: boolean): void {
    whenDone.want(wanted)
    // The last clip may have ended since the menu was drawn.
    const now = queue.summary()
    if (now) whenDone.follow(now)
    update()
  }

  const acts: Readonly<Record<Exclude<TrayAction['do'], 'copy'>, () => void>> = {
    open: window.show,
    needs: () => go({ kind: 'needs' }),
    pause: () => void send('queue.pause', all),
    resume: () => void send('queue.resume', all),
    slow: () => change({ slowDown: slowDownFrom(queue.summary(), Date.now()) }),
    'full-speed': () => change({ slowDown: null }),
    add: () => void add('files'),
    quit: () => quitting.quit('user', { isSure: true }),
    'quit-when-done': () => setQuitsWhenDone(true),
    stay: () => setQuitsWhenDone(false),
    'drop-window': () => change({ dropWindow: !settings.get().dropWindow }),
  }

  function act(action: TrayAction): void {
    if (action.do === 'copy') copyLink(action.link)
    else acts[action.do]()
  }

  const arrived = await followArrived(reelay, () => update())
  if (hasTray) {
    const facts = () => {
      const { slowDown, dropWindow: hasDropWindow } = settings.get()
      const slowedDown = slowDown !== null && slowDown.until > Date.now()
      return { summary: queue.summary(), arrived: arrived(), slowedDown, quitsWhenDone: whenDone.isWanted(), hasDropWindow }
    }
    update = showTray({ facts, act })
  }
  const menuActions = {
    add: (kind: 'files' | 'folder') => void add(kind),
    show: (view: View) => go({ kind: 'view', view }),
    pause: acts.pause,
    resume: acts.resume,
    checkForUpdates,
    about: () => go({ kind: 'about' }),
    copyDiagnostics: () => void copyDiagnostics(reelay),
    openFolder: (folder: 'logs' | 'crashes') => void send('app.showFolder', { folder }),
    dropWindow: (isWanted: boolean) => change({ dropWindow: isWanted }),
  }
  setOtherMenus(menuActions)
  let shownInMenu: boolean | null = null
  settings.follow(({ dropWindow }) => {
    if (dropWindow !== shownInMenu) setAppMenu(menuActions, dropWindow)
    shownInMenu = dropWindow
  })
  const bar = createBar(window.get)
  const first = queue.summary()
  if (first) {
    whenDone.follow(first)
    bar.show(first)
  }
  // A new window has neither bar nor badge.
  window.onShown(bar.again)
  queue.onChange((summary) => {
    whenDone.follow(summary)
    update()
    bar.show(summary)
  })
  settings.follow(() => update())
  await followNotices({
    reelay,
    keepNotice,
    window: window.get,
    go,
    isQuiet: () => settings.get().quietHours.some((part) => isWithin(part, new Date())),
  })
}
