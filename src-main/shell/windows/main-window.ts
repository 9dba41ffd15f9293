/** @file The main window: created on demand with its stored bounds, hidden when it is closed, brought to the front. */
import { type BrowserWindow, Notification, screen } from 'electron'
import { t } from '../../contract/i18n/i18n.ts'
import type { StateStore } from '../desktop-state.ts'
import { closeAction, closeMessage } from './close-window.ts'
import { createPageWindow, onBoundsChange, type PageWindowDeps, showWhenReady } from './page-window.ts'
import { boundsFor, SMALLEST_SIZE, USUAL_SIZE } from './window-bounds.ts'

export interface MainWindow {
  /** Opens the first window. @param isHidden whether the system started the app, so that no window is to be seen */
  open(isHidden: boolean): void
  show(): void
  hide(): void
  isShown(): boolean
  /** Called whenever a new or hidden window is shown. */
  onShown(listener: () => void): void
  /** The window, if there is one. */
  get(): BrowserWindow | null
}

interface MainWindowDeps extends Omit<PageWindowDeps, 'mayClose'> {
  readonly state: StateStore
  readonly isQuitting: () => boolean
  /** Whether closing a window destroys it now. */
  readonly mayDestroyWindows: () => boolean
  /** Whether there is a tray that can show the window again. */
  readonly hasTray: () => boolean
  readonly showNotice: (notice: Notification) => void
}

export function createMainWindow(deps: MainWindowDeps): MainWindow {
  const { state, log, navigate, isQuitting, mayDestroyWindows, hasTray, showNotice } = deps
  let window: BrowserWindow | null = null
  const listeners: (() => void)[] = []
  const actionOfClose = () =>
    closeAction({ platform: process.platform, hasTray: hasTray(), mayDestroyWindows: mayDestroyWindows() })

  function create(start: WindowStart): void {
    const created = createWindow({ state, log, navigate, mayClose }, start)
    created.on('show', () => {
      for (const listener of listeners) listener()
    })
    created.once('closed', () => {
      if (window === created) window = null
    })
    window = created
  }

  function mayClose(closing: BrowserWindow): boolean {
    const action = actionOfClose()
    if (action === 'close') return true
    hideOrMinimise(closing)
    if (!state.get().closeExplained) explain(closeMessage(process.platform, action))
    return false
  }

  function hideOrMinimise(target: BrowserWindow): void {
    if (actionOfClose() === 'minimise') target.minimize()
    else target.hide()
  }

  function explain(message: string): void {
    state.change({ closeExplained: true })
    if (!Notification.isSupported()) return
    const notice = new Notification({ title: t('Reelay is still running'), body: message })
    notice.on('click', show)
    showNotice(notice)
  }

  function show(): void {
    if (isQuitting()) return
    if (window) bringToFront(window)
    else create('shown')
  }

  return {
    open: (isHidden) => create(isHidden ? (actionOfClose() === 'minimise' ? 'minimised' : 'hidden') : 'shown'),
    show,
    hide: () => window && hideOrMinimise(window),
    isShown: () => window?.isVisible() ?? false,
    onShown: (listener) => void listeners.push(listener),
    get: () => window,
  }
}

type WindowStart = 'shown' | 'minimised' | 'hidden'

export function createWindow(
  { state, ...deps }: PageWindowDeps & Pick<MainWindowDeps, 'state'>,
  start: WindowStart,
): BrowserWindow {
  const { bounds, maximised } = state.get()
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const initial = boundsFor(bounds, areas, { usual: USUAL_SIZE, smallest: SMALLEST_SIZE })
  const window = createPageWindow(
    'index.html',
    { ...initial, minWidth: SMALLEST_SIZE.width, minHeight: SMALLEST_SIZE.height },
    deps,
  )
  if (maximised) {
    // `maximize` would show a hidden window, so it is called when the window is shown.
    if (start === 'shown') window.maximize()
    else if (start === 'hidden') window.once('show', () => window.maximize())
    else window.once('restore', () => window.maximize())
  }
  if (start === 'shown') showWhenReady(window, () => window.show())
  else if (start === 'minimised') window.minimize()
  onBoundsChange(window, (changed) => state.change({ bounds: changed, maximised: window.isMaximized() }))
  return window
}

/** `focus` alone does not show a hidden window. */
function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
