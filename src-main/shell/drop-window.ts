/**
 * @file The drop window: small, without a frame, on top of others. A setting says whether it is there, so that its close button,
 * the menus and the settings are one switch.
 */
import { type BrowserWindow, screen } from 'electron'
import { t } from '../contract/i18n.ts'
import { createPageWindow, keepBounds } from './page-window.ts'
import { showWhenReady, type WindowDeps } from './window.ts'
import { cornerOf, placeWindow } from './window-bounds.ts'

const SIZES = { usual: { width: 300, height: 340 }, smallest: { width: 240, height: 280 } } as const

export interface DropWindowDeps extends Omit<WindowDeps, 'mayClose'> {
  /** Whether closing a window destroys it now. */
  readonly windowsGo: () => boolean
  /** It is gone, or to go, and the setting does not know yet. */
  readonly onClosed: () => void
}

/** Returns a function that shows it or takes it away. */
export function createDropWindow({ state, windowsGo, onClosed, ...deps }: DropWindowDeps): (isWanted: boolean) => void {
  let window: BrowserWindow | null = null

  function mayClose(): boolean {
    if (windowsGo()) return true
    onClosed()
    return false
  }

  function make(): BrowserWindow {
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
    const corner = cornerOf(screen.getPrimaryDisplay().workArea, SIZES.usual)
    const made = createPageWindow(
      'drop.html',
      {
        ...corner,
        ...placeWindow(state.get().dropBounds, areas, SIZES),
        minWidth: SIZES.smallest.width,
        minHeight: SIZES.smallest.height,
        title: t('Drop clips'),
        frame: false,
        alwaysOnTop: true,
        skipTaskbar: true,
        minimizable: false,
        maximizable: false,
        fullscreenable: false,
      },
      { ...deps, mayClose },
    )
    // Whoever works in another program goes on there.
    showWhenReady(made, () => made.showInactive())
    keepBounds(made, (dropBounds) => state.change({ dropBounds }))
    made.once('closed', () => {
      if (window !== made) return
      window = null
      // As when its page cannot be brought back: the setting would say that it is there.
      if (!windowsGo()) onClosed()
    })
    return made
  }

  return (isWanted) => {
    if (isWanted && !windowsGo()) window ??= make()
    else if (!isWanted) {
      const gone = window
      window = null
      gone?.destroy()
    }
  }
}
