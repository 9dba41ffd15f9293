/** @file Composes what shows the app outside of its window: tray, taskbar, menus and notices. */
import { clipboard, type Notification } from 'electron'
import type { Arrival } from '../../contract/arrivals.ts'
import { slowDownFrom } from '../../contract/queue/slow-down.ts'
import type { Settings } from '../../contract/settings.ts'
import { isWithin } from '../../contract/text/week.ts'
import type { Reelay } from '../../host.ts'
import type { AppLanguage } from '../language.ts'
import { createQuitWhenDone } from '../lifecycle/quit-when-done.ts'
import type { Quitting } from '../lifecycle/quitting.ts'
import { setAppMenu, setDockAndTasks } from '../menus/menu.ts'
import type { MenuActions } from '../menus/menu-template.ts'
import type { TrayAction } from '../menus/tray-menu.ts'
import { createSend } from '../send.ts'
import type { MainWindow } from '../windows/main-window.ts'
import { followNotices } from './notices.ts'
import type { QueueMirror } from './queue-mirror.ts'
import { followSentClips } from './sent-clips.ts'
import type { SettingsMirror } from './settings-mirror.ts'
import { createTaskbar } from './taskbar.ts'
import { showTray } from './tray.ts'

export interface PresenceDeps {
  readonly reelay: Reelay
  readonly queue: QueueMirror
  readonly settings: SettingsMirror
  readonly window: MainWindow
  readonly quitting: Quitting
  readonly actions: MenuActions
  readonly followLanguage: AppLanguage['followLanguage']
  readonly hasTray: boolean
  readonly showNotice: (notice: Notification) => void
  readonly navigate: (arrival: Arrival) => void
}

export async function showPresence(deps: PresenceDeps): Promise<void> {
  const { reelay, queue, settings, window, quitting, actions, followLanguage, hasTray, showNotice, navigate } = deps
  let update = (): void => {}
  const send = createSend(reelay)
  const change = (next: Partial<Settings>): void => send('settings.change', next)

  const whenDone = createQuitWhenDone(() => quitting.quit('user', { isSure: true }))

  function setQuitsWhenDone(wanted: boolean): void {
    whenDone.setWanted(wanted)
    // The last clip may have ended since the menu was drawn.
    const now = queue.summary()
    if (now) whenDone.update(now)
    update()
  }

  const handlers: Readonly<Record<Exclude<TrayAction['do'], 'copy'>, () => void>> = {
    open: window.show,
    needs: () => navigate({ kind: 'needs' }),
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
    if (action.do === 'copy') void clipboard.writeText(action.link)
    else handlers[action.do]()
  }

  const sentClips = await followSentClips(reelay, () => update())
  if (hasTray) {
    const facts = () => {
      const { slowDown, dropWindow: hasDropWindow } = settings.get()
      const slowedDown = slowDown !== null && slowDown.until > Date.now()
      return { summary: queue.summary(), sentClips: sentClips(), slowedDown, quitsWhenDone: whenDone.isWanted(), hasDropWindow }
    }
    update = showTray({ facts, act })
  }
  const taskbar = createTaskbar(window.get)
  followLanguage(() => {
    setAppMenu(actions, settings.get().dropWindow)
    setDockAndTasks(actions)
    taskbar.redraw()
    update()
  })
  let shownInMenu = settings.get().dropWindow
  settings.follow(({ dropWindow }) => {
    if (dropWindow !== shownInMenu) setAppMenu(actions, dropWindow)
    shownInMenu = dropWindow
  })
  const first = queue.summary()
  if (first) {
    whenDone.update(first)
    taskbar.show(first)
  }
  // A new window has neither progress nor overlay.
  window.onShown(taskbar.redraw)
  queue.onChange((summary) => {
    whenDone.update(summary)
    update()
    taskbar.show(summary)
  })
  settings.follow(() => update())
  await followNotices({
    reelay,
    showNotice,
    window: window.get,
    navigate,
    isQuiet: () => settings.get().quietHours.some((part) => isWithin(part, new Date())),
  })
}
