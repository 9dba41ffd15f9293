/** @file The window: sandboxed, and closed to everything but our own page. */
import { pathToFileURL } from 'node:url'
import { BrowserWindow, nativeTheme, session, shell } from 'electron'
import { INTERFACE, PRELOAD } from './paths.ts'

/** Set by the development server of electron-vite. */
const devServer = process.env['ELECTRON_RENDERER_URL']

const ownPage = new URL(devServer ?? pathToFileURL(INTERFACE))

export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return devServer ? url.origin === ownPage.origin : url.protocol === 'file:' && url.pathname === ownPage.pathname
}

/** Anything else, such as a file or the address scheme of a program, is never handed to the system. */
function isWebLink(address: string): boolean {
  return URL.canParse(address) && ['https:', 'http:'].includes(new URL(address).protocol)
}

/** Copying links is all that the page may do beyond itself. */
function isPermitted(permission: string): boolean {
  return permission === 'clipboard-sanitized-write'
}

export function createWindow(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(isPermitted(permission)))
  // What is only checked is granted without a request, unless there is a handler for checks, too.
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => isPermitted(permission))
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 760,
    minHeight: 480,
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
  window.once('ready-to-show', () => window.show())
  // Links to videos and to the pages where keys are made open in the browser of the system; no window opens here.
  window.webContents.setWindowOpenHandler(({ url }) => {
    if (isWebLink(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
  window.webContents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  if (devServer) void window.loadURL(devServer)
  else void window.loadFile(INTERFACE)
}

/** Brings the window to the front; a second start of the app means that somebody looks for it. */
export function showWindow(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (!window) {
    createWindow()
    return
  }
  if (window.isMinimized()) window.restore()
  window.focus()
}
