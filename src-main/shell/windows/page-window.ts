/** @file Creates windows for our own pages: sandboxed, limited to these pages, reloaded when their process dies. */
import { BrowserWindow, type BrowserWindowConstructorOptions, dialog, nativeTheme, shell } from 'electron'
import type { Arrival } from '../../contract/arrivals.ts'
import { t } from '../../contract/i18n/i18n.ts'
import type { Log } from '../../engine/ports.ts'
import { atMost } from '../allowance.ts'
import { parseLink } from '../lifecycle/links.ts'
import { PRELOAD } from '../paths.ts'
import { mayOpen } from './external.ts'
import type { PageName } from './own-page.ts'
import { addressOf, isOwnPage } from './page.ts'
import type { Bounds } from './window-bounds.ts'

/** A window that is being moved or resized reports each step. */
const BOUNDS_SETTLE_MS = 500
/** `ready-to-show` does not always come on Wayland. */
const SHOW_AFTER_MS = 3_000

export interface PageWindowDeps {
  readonly log: Log
  /** Whether closing the window destroys it now. */
  readonly mayClose: (window: BrowserWindow) => boolean
  /** Shows what a link of our own scheme names. */
  readonly navigate: (arrival: Arrival) => void
}

/** @param options of this window; what a page may do is the same for every window */
export function createPageWindow(
  page: PageName,
  options: Omit<BrowserWindowConstructorOptions, 'webPreferences' | 'show'>,
  { log, mayClose, navigate }: PageWindowDeps,
): BrowserWindow {
  const window = new BrowserWindow({
    ...options,
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
  window.on('close', (event) => {
    if (!mayClose(window)) event.preventDefault()
  })
  restrictNavigation(window, log, navigate)
  reloadAfterCrash(window, log)
  void window.loadURL(addressOf(page)).catch((caught: unknown) => log.error('the page was not loaded', caught))
  return window
}

/** Reports the bounds that a person gave to a window. The bounds of a hidden one are not meaningful. */
export function onBoundsChange(window: BrowserWindow, report: (bounds: Bounds) => void): void {
  let timer: NodeJS.Timeout | undefined
  const reportSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (!window.isDestroyed() && window.isVisible() && !window.isMinimized()) report(window.getNormalBounds())
    }, BOUNDS_SETTLE_MS)
  }
  window.on('resize', reportSoon)
  window.on('move', reportSoon)
}

/** Shows a new window once its page is painted, and after a few seconds in any case. */
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

function restrictNavigation({ webContents }: BrowserWindow, log: Log, navigate: (arrival: Arrival) => void): void {
  // Links to videos and to the pages where keys are made open in the browser of the system; no window opens here.
  webContents.setWindowOpenHandler(({ url }) => {
    const arrival = parseLink(url)
    if (arrival) navigate(arrival)
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

/** Reloads a page whose process is gone, a limited number of times; uploads run in the main process and continue. */
function reloadAfterCrash(window: BrowserWindow, log: Log): void {
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
    message: t('The window cannot be shown'),
    detail: t('Uploads are not touched by this and go on.'),
    buttons: [t('Try again'), t('Leave it closed')],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  })
  if (window.isDestroyed()) return
  if (response === 0) window.webContents.reload()
  else window.destroy()
}
