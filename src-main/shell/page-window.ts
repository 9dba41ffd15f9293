/** @file A window with a page of ours: sandboxed, limited to our own pages, loaded again when its process dies. */
import { BrowserWindow, type BrowserWindowConstructorOptions, dialog, nativeTheme, shell } from 'electron'
import type { Arrival } from '../contract/arrivals.ts'
import { t } from '../contract/i18n.ts'
import type { Log } from '../engine/ports.ts'
import { atMost } from './allowance.ts'
import { mayOpen } from './external.ts'
import { readLink } from './links.ts'
import type { PageName } from './own-page.ts'
import { addressOf, isOwnPage } from './page.ts'
import { PRELOAD } from './paths.ts'
import type { Bounds } from './window-bounds.ts'

const KEEP_BOUNDS_AFTER_MS = 500

export interface PageWindowDeps {
  readonly log: Log
  /** Whether closing the window destroys it now. */
  readonly mayClose: (window: BrowserWindow) => boolean
  /** Shows what a link of our own scheme names. */
  readonly go: (where: Arrival) => void
}

/** @param look anything but what the page may do, which is the same for every window */
export function createPageWindow(
  page: PageName,
  look: Omit<BrowserWindowConstructorOptions, 'webPreferences' | 'show'>,
  { log, mayClose, go }: PageWindowDeps,
): BrowserWindow {
  const window = new BrowserWindow({
    ...look,
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
  keepToOwnPage(window, log, go)
  bringBack(window, log)
  void window.loadURL(addressOf(page)).catch((caught: unknown) => log.error('the page was not loaded', caught))
  return window
}

/** Reports the bounds that a person gave to a window. The bounds of a hidden one are not meaningful. */
export function keepBounds(window: BrowserWindow, keep: (bounds: Bounds) => void): void {
  let timer: NodeJS.Timeout | undefined
  const keepSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (!window.isDestroyed() && window.isVisible() && !window.isMinimized()) keep(window.getNormalBounds())
    }, KEEP_BOUNDS_AFTER_MS)
  }
  window.on('resize', keepSoon)
  window.on('move', keepSoon)
}

function keepToOwnPage({ webContents }: BrowserWindow, log: Log, go: (where: Arrival) => void): void {
  // Links to videos and to the pages where keys are made open in the browser of the system; no window opens here.
  webContents.setWindowOpenHandler(({ url }) => {
    const own = readLink(url)
    if (own) go(own)
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
