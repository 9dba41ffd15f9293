/** @file The main window: where it was, shown when it is painted. */
import { type BrowserWindow, screen } from 'electron'
import type { StateStore } from './desktop-state.ts'
import { createPageWindow, keepBounds, type PageWindowDeps } from './page-window.ts'
import { placeWindow, SMALLEST_SIZE, USUAL_SIZE } from './window-bounds.ts'

/** `ready-to-show` does not always come on Wayland. */
const SHOW_AFTER_MS = 3_000

export interface WindowDeps extends PageWindowDeps {
  readonly state: StateStore
}

/** @param how it begins: `none` stays hidden until it is asked for */
export function createWindow({ state, ...deps }: WindowDeps, how: 'shown' | 'minimised' | 'none'): BrowserWindow {
  const { bounds, maximised } = state.get()
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const place = placeWindow(bounds, areas, { usual: USUAL_SIZE, smallest: SMALLEST_SIZE })
  const window = createPageWindow(
    'index.html',
    { ...place, minWidth: SMALLEST_SIZE.width, minHeight: SMALLEST_SIZE.height },
    deps,
  )
  if (maximised) {
    // `maximize` would show a hidden window, so that is done when it is shown.
    if (how === 'shown') window.maximize()
    else if (how === 'none') window.once('show', () => window.maximize())
    else window.once('restore', () => window.maximize())
  }
  if (how === 'shown') showWhenReady(window, () => window.show())
  else if (how === 'minimised') window.minimize()
  keepBounds(window, (now) => state.change({ bounds: now, maximised: window.isMaximized() }))
  return window
}

export function showWhenReady(window: BrowserWindow, showNow: () => void): void {
  let isShown = false
  const show = (): void => {
    if (isShown || window.isDestroyed()) return
    isShown = true
    showNow()
  }
  window.once('ready-to-show', show)
  window.webContents.once('did-finish-load', show)
  setTimeout(show, SHOW_AFTER_MS)
}

/** Brings a window to the front; `focus` alone does not show a hidden one. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
