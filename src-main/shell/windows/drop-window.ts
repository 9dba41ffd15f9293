/**
 * @file The drop window: small, without a frame, on top of others. It exists exactly while its setting is on: its close button, the menus
 * and the settings all change that setting.
 */
import { type BrowserWindow, screen } from 'electron'
import { t } from '../../contract/i18n/i18n.ts'
import type { StateStore } from '../desktop-state.ts'
import { createPageWindow, onBoundsChange, type PageWindowDeps, showWhenReady } from './page-window.ts'
import { boundsFor, cornerOf } from './window-bounds.ts'

const SIZES = { usual: { width: 300, height: 340 }, smallest: { width: 240, height: 280 } } as const

interface DropWindowDeps extends Omit<PageWindowDeps, 'mayClose'> {
  readonly state: StateStore
  /** Whether closing a window destroys it now. */
  readonly mayDestroyWindows: () => boolean
  /** Switches the setting off: a person closed the window, or its page could not be shown. */
  readonly onClosed: () => void
}

/** Returns a function that opens or destroys the window, as the setting has it. */
export function createDropWindow({ state, mayDestroyWindows, onClosed, ...deps }: DropWindowDeps): (isWanted: boolean) => void {
  let window: BrowserWindow | null = null

  function mayClose(): boolean {
    if (mayDestroyWindows()) return true
    onClosed()
    return false
  }

  function create(): BrowserWindow {
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
    const corner = cornerOf(screen.getPrimaryDisplay().workArea, SIZES.usual)
    const created = createPageWindow(
      'drop.html',
      {
        ...corner,
        ...boundsFor(state.get().dropBounds, areas, SIZES),
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
    // The focus stays with the program in which a person works.
    showWhenReady(created, () => created.showInactive())
    onBoundsChange(created, (dropBounds) => state.change({ dropBounds }))
    created.once('closed', () => {
      if (window !== created) return
      window = null
      // It was destroyed because its page could not be reloaded.
      if (!mayDestroyWindows()) onClosed()
    })
    return created
  }

  return (isWanted) => {
    if (isWanted && !mayDestroyWindows()) window ??= create()
    else if (!isWanted) {
      const open = window
      // Before `closed` is emitted, which would change the setting otherwise.
      window = null
      open?.destroy()
    }
  }
}
