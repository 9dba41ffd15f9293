/** @file The window: sandboxed, limited to our own page, shown when it is painted. */
import { BrowserWindow, dialog, nativeTheme, screen, shell } from 'electron'
import type { Log } from '../engine/ports.ts'
import { atMost } from './allowance.ts'
import type { StateStore } from './desktop-state.ts'
import { mayOpen } from './external.ts'
import { isOwnPage, PAGE } from './page.ts'
import { PRELOAD } from './paths.ts'
import { placeWindow, SMALLEST_SIZE } from './window-bounds.ts'

/** `ready-to-show` does not always come on Wayland. */
const SHOW_AFTER_MS = 3_000
const KEEP_BOUNDS_AFTER_MS = 500

export interface WindowDeps {
  readonly state: StateStore
  readonly log: Log
  /** Whether a window that a person closes may be destroyed. */
  readonly mayClose: (window: BrowserWindow) => boolean
}

/** @param how it begins: `none` stays hidden until it is asked for */
export function createWindow({ state, log, mayClose }: WindowDeps, how: 'shown' | 'minimised' | 'none'): BrowserWindow {
  const { bounds, maximised } = state.get()
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const window = new BrowserWindow({
    ...placeWindow(bounds, areas),
    minWidth: SMALLEST_SIZE.width,
    minHeight: SMALLEST_SIZE.height,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#131417' : '#fbfaf8',
    webPreferences: {
      preload: PRELOAD,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  if (maximised) {
    // `maximize` would show a hidden window, so that is done when it is shown.
    if (how === 'shown') window.maximize()
    else if (how === 'none') window.once('show', () => window.maximize())
    else window.once('restore', () => window.maximize())
  }
  if (how === 'shown') showWhenReady(window)
  else if (how === 'minimised') window.minimize()
  window.on('close', (event) => {
    if (!mayClose(window)) event.preventDefault()
  })
  keepBounds(window, state)
  keepToOwnPage(window, log)
  bringBack(window, log)
  void window.loadURL(PAGE).catch((caught: unknown) => log.error('the page was not loaded', caught))
  return window
}

function showWhenReady(window: BrowserWindow): void {
  let isShown = false
  const show = (): void => {
    if (isShown || window.isDestroyed()) return
    isShown = true
    window.show()
  }
  window.once('ready-to-show', show)
  window.webContents.once('did-finish-load', show)
  setTimeout(show, SHOW_AFTER_MS)
}

function keepBounds(window: BrowserWindow, state: StateStore): void {
  let timer: NodeJS.Timeout | undefined
  const keep = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      // The bounds of a hidden window are not meaningful.
      if (!window.isDestroyed() && window.isVisible() && !window.isMinimized())
        state.change({ bounds: window.getNormalBounds(), maximised: window.isMaximized() })
    }, KEEP_BOUNDS_AFTER_MS)
  }
  window.on('resize', keep)
  window.on('move', keep)
}

function keepToOwnPage({ webContents }: BrowserWindow, log: Log): void {
  // Links to videos and to the pages where keys are made open in the browser of the system; no window opens here.
  webContents.setWindowOpenHandler(({ url }) => {
    if (mayOpen(url)) shell.openExternal(url).catch((caught: unknown) => log.error('the browser did not open', caught))
    return { action: 'deny' }
  })
  webContents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  webContents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  webContents.on('did-fail-load', (_event, code, reason, address) => log.error(`${address} was not loaded: ${reason} (${code})`))
}

/** Reloads a page whose process is gone, a limited number of times; uploads run in this process and continue. */
function bringBack(window: BrowserWindow, log: Log): void {
  const mayReload = atMost(3, 60_000, Date.now)
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.error(`the process of the page is gone: ${reason} (${exitCode})`)
    if (reason === 'clean-exit' || window.isDestroyed()) return
    if (mayReload()) window.webContents.reload()
    else void askToReload(window)
  })
}

async function askToReload(window: BrowserWindow): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'The window cannot be shown',
    detail: 'Uploads are not touched by this and go on.',
    buttons: ['Try again', 'Leave it closed'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  })
  if (window.isDestroyed()) return
  if (response === 0) window.webContents.reload()
  else window.destroy()
}

/** Brings a window to the front; `focus` alone does not show a hidden one. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
