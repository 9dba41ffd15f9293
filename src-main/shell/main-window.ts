/** @file The one window of the app: created on demand, hidden when it is closed, brought to the front. */
import { type BrowserWindow, Notification } from 'electron'
import { t } from '../contract/i18n.ts'
import { onClose, whereItWent } from './close-window.ts'
import { bringToFront, createWindow, type WindowDeps } from './window.ts'

export interface MainWindow {
  /** The first window; `hidden` is a start by the system. */
  open(hidden: boolean): void
  show(): void
  hide(): void
  isShown(): boolean
  /** Called whenever a new or hidden window is shown. */
  onShown(listener: () => void): void
  /** The window, if there is one. */
  get(): BrowserWindow | null
}

export interface MainWindowDeps extends Omit<WindowDeps, 'mayClose'> {
  /** Whether everything is being closed. */
  readonly isLeaving: () => boolean
  /** Whether closing a window destroys it now. */
  readonly windowsGo: () => boolean
  /** Whether there is a tray from which to bring it back. */
  readonly hasTray: () => boolean
  readonly keepNotice: (notice: Notification) => void
}

export function createMainWindow({ state, log, go, isLeaving, windowsGo, hasTray, keepNotice }: MainWindowDeps): MainWindow {
  let window: BrowserWindow | null = null
  const listeners: (() => void)[] = []
  const how = () => onClose({ platform: process.platform, hasTray: hasTray(), windowsGo: windowsGo() })

  function make(begins: 'shown' | 'minimised' | 'none'): void {
    const made = createWindow({ state, log, go, mayClose }, begins)
    made.on('show', () => {
      for (const listener of listeners) listener()
    })
    made.once('closed', () => {
      if (window === made) window = null
    })
    window = made
  }

  function mayClose(closing: BrowserWindow): boolean {
    const what = how()
    if (what === 'close') return true
    putAway(closing)
    if (!state.get().closeExplained) explain(whereItWent(process.platform, what))
    return false
  }

  function putAway(one: BrowserWindow): void {
    if (how() === 'minimise') one.minimize()
    else one.hide()
  }

  function explain(message: string): void {
    state.change({ closeExplained: true })
    if (!Notification.isSupported()) return
    const notice = new Notification({ title: t('Reelay is still running'), body: message })
    notice.on('click', show)
    keepNotice(notice)
  }

  function show(): void {
    if (isLeaving()) return
    if (window) bringToFront(window)
    else make('shown')
  }

  return {
    open: (hidden) => make(hidden ? (how() === 'minimise' ? 'minimised' : 'none') : 'shown'),
    show,
    hide: () => window && putAway(window),
    isShown: () => window?.isVisible() ?? false,
    onShown: (listener) => void listeners.push(listener),
    get: () => window,
  }
}
