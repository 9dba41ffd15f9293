/** @file Everything that shows the app outside of its window, and what can be done from there. */
import type { Notification } from 'electron'
import type { Arrival } from '../contract/arrivals.ts'
import type { Settings } from '../contract/settings.ts'
import { slowDownFrom } from '../contract/slow-down.ts'
import { isWithin } from '../contract/week.ts'
import type { Reelay } from '../host.ts'
import { followArrived } from './arrived-clips.ts'
import { createBar } from './bar.ts'
import type { AppLanguage } from './language.ts'
import type { MainWindow } from './main-window.ts'
import { setAppMenu, setOtherMenus } from './menu.ts'
import type { MenuActions } from './menu-template.ts'
import { followNotices } from './notices.ts'
import type { QueueMirror } from './queue-mirror.ts'
import { createQuitWhenDone } from './quit-when-done.ts'
import type { Quitting } from './quitting.ts'
import { createSend } from './send.ts'
import type { SettingsMirror } from './settings-mirror.ts'
import { copyLink, showTray } from './tray.ts'
import type { TrayAction } from './tray-menu.ts'

export interface PresenceDeps {
  readonly reelay: Reelay
  readonly queue: QueueMirror
  readonly settings: SettingsMirror
  readonly window: MainWindow
  readonly quitting: Quitting
  /** Of the menu of the app, which is there already. */
  readonly actions: MenuActions
  readonly onLanguage: AppLanguage['onLanguage']
  readonly hasTray: boolean
  readonly keepNotice: (notice: Notification) => void
  readonly go: (where: Arrival) => void
}

export async function showPresence(deps: PresenceDeps): Promise<void> {
  const { reelay, queue, settings, window, quitting, actions, onLanguage, hasTray, keepNotice, go } = deps
  let update = (): void => {}
  const send = createSend(reelay)
  const change = (next: Partial<Settings>): void => send('settings.change', next)

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
    pause: actions.pause,
    resume: actions.resume,
    slow: () => change({ slowDown: slowDownFrom(queue.summary(), Date.now()) }),
    'full-speed': () => change({ slowDown: null }),
    add: () => actions.add('files'),
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
  const bar = createBar(window.get)
  onLanguage(() => {
    setAppMenu(actions, settings.get().dropWindow)
    setOtherMenus(actions)
    bar.again()
    update()
  })
  let shownInMenu = settings.get().dropWindow
  settings.follow(({ dropWindow }) => {
    if (dropWindow !== shownInMenu) setAppMenu(actions, dropWindow)
    shownInMenu = dropWindow
  })
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
