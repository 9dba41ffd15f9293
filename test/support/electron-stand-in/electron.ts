/**
 * @file Electron’s API, as far as Reelay uses it, over Node and a Chromium page. It lets the built main process, preload
 * script and interface run where the Electron runtime cannot be had. What it offers is listed in surface.ts.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type BrowserContext, chromium, type Page } from 'playwright'
import trash from 'trash'
import { ENV, type FromStandIn, type ToStandIn } from './control.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
let openDialogPaths: readonly string[] = []
const boxAnswers = JSON.parse(process.env[ENV.boxes] ?? '[]') as string[]

function tell(message: FromStandIn): void {
  process.send?.(message)
}

process.on('message', (message: ToStandIn) => {
  if (message.type === 'quit') app.quit()
  if (message.type === 'dialog') openDialogPaths = message.paths
  if (message.type === 'blur') isBlurred = true
  if (message.type === 'power') powerMonitor.tell(message.event)
  if (message.type === 'files') for (const window of windows) window.webContents.know(message.paths)
})

// ── app

class App extends EventEmitter {
  readonly isPackaged = false
  #userData = join(homedir(), '.config', 'Reelay')
  #quitting = false

  getPath(name: string): string {
    if (name !== 'userData') throw new Error(`the stand-in has no path “${name}”`)
    return this.#userData
  }

  setPath(name: string, path: string): void {
    if (name === 'userData') this.#userData = path
  }

  getVersion(): string {
    return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
  }

  async whenReady(): Promise<void> {}

  /** Synchronous, as Electron’s: a file beside a socket says who was first. */
  requestSingleInstanceLock(): boolean {
    const socket = join(this.#userData, 'single-instance')
    if (existsSync(socket)) {
      connect(socket).on('error', () => {})
      return false
    }
    createServer(() => this.emit('second-instance'))
      .listen(socket)
      .unref()
    process.on('exit', () => rmSync(socket, { force: true }))
    return true
  }

  quit(): void {
    const event = { defaultPrevented: false, preventDefault: () => Object.assign(event, { defaultPrevented: true }) }
    this.emit('before-quit', event)
    if (event.defaultPrevented || this.#quitting) return
    this.#quitting = true
    // Like Electron, after the current turn: a message to the second instance still leaves.
    setTimeout(() => void closeAll().then(() => process.exit(0)), 50)
  }
}

export const app = new App()

// ── windows

const windows: BrowserWindow[] = []
/** The person looks at another program. */
let isBlurred = false
let browser: Promise<BrowserContext> | null = null

function openBrowser(): Promise<BrowserContext> {
  browser ??= chromium.launchPersistentContext(join(app.getPath('userData'), 'stand-in-browser'), {
    executablePath: process.env[ENV.chromium] ?? '',
    args: [
      ...JSON.parse(process.env[ENV.args] ?? '[]'),
      `--remote-debugging-port=${process.env[ENV.port]}`,
      '--allow-file-access-from-files',
    ],
    viewport: { width: 1280, height: 800 },
  })
  return browser
}

async function closeAll(): Promise<void> {
  await (await browser)?.close()
}

interface WindowOptions {
  readonly webPreferences: {
    readonly preload: string
    readonly sandbox: boolean
    readonly contextIsolation: boolean
    readonly nodeIntegration: boolean
  }
}

class WebContents extends EventEmitter {
  readonly mainFrame = { url: '' }
  page: Page | null = null

  send(channel: string, payload: unknown): void {
    // The page may be on its way out; Electron drops such messages, too.
    this.page?.evaluate(([name, value]) => window.__receive?.(name, value), [channel, payload] as const).catch(() => {})
  }

  /** Tells the page where files lie that will be dropped on it; a plain page is not told. */
  know(paths: Readonly<Record<string, string>>): void {
    void this.page?.evaluate((known) => {
      window.__files = known
    }, paths)
  }

  #onOpen: (details: { readonly url: string }) => { readonly action: string } = () => ({ action: 'allow' })

  setWindowOpenHandler(handler: (details: { readonly url: string }) => { readonly action: string }): void {
    this.#onOpen = handler
  }

  /** A page wants a window of its own, which Electron asks about before it exists. */
  askToOpen(url: string): void {
    if (this.#onOpen({ url }).action !== 'deny') throw new Error('the stand-in has one window only')
  }
}

/** Runs in the page: what would open a window asks first, as in Electron. */
function askBeforeOpening(): void {
  const ask = (address: string | URL): void => window.__openWindow?.(new URL(address, location.href).href)
  window.open = (address) => {
    ask(address ?? 'about:blank')
    return null
  }
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[target="_blank"]') : null
    if (!link) return
    event.preventDefault()
    ask(link.href)
  })
}

declare global {
  interface Window {
    __openWindow?: (url: string) => void
    __receive?: (channel: string, payload: unknown) => void
    __files?: Readonly<Record<string, string>>
  }
}

export class BrowserWindow extends EventEmitter {
  static getAllWindows = (): BrowserWindow[] => [...windows]
  static getFocusedWindow = (): BrowserWindow | null => (isBlurred ? null : (windows[0] ?? null))

  readonly webContents = new WebContents()
  readonly #options: WindowOptions

  constructor(options: WindowOptions) {
    super()
    const { sandbox, contextIsolation, nodeIntegration } = options.webPreferences
    if (!sandbox || !contextIsolation || nodeIntegration) throw new Error('the window is not hardened')
    this.#options = options
    windows.push(this)
    app.emit('browser-window-created', {}, this)
  }

  show(): void {
    tell({ type: 'window' })
  }

  isMinimized(): boolean {
    return false
  }

  restore(): void {}

  destroy(): void {
    void this.webContents.page?.context().close()
  }

  focus(): void {
    tell({ type: 'focused' })
  }

  loadFile(path: string): Promise<void> {
    return this.loadURL(pathToFileURL(path).href)
  }

  async loadURL(address: string): Promise<void> {
    const context = await openBrowser()
    const page = context.pages()[0] ?? (await context.newPage())
    const frame = this.webContents.mainFrame
    this.webContents.page = page
    frame.url = address
    await page.exposeFunction('__invoke', (channel: string, input: unknown) =>
      ipcMain.answer(channel, { sender: this.webContents, senderFrame: frame }, input),
    )
    await page.exposeFunction('__openWindow', (url: string) => this.webContents.askToOpen(url))
    await page.addInitScript(askBeforeOpening)
    await page.addInitScript(preloadScript(this.#options.webPreferences.preload))
    page.on('close', () => {
      windows.splice(windows.indexOf(this), 1)
      this.emit('closed')
      if (windows.length === 0) app.emit('window-all-closed')
    })
    page.on('pageerror', (error) => console.error(`page: ${error.message}`))
    await page.goto(address)
    this.emit('ready-to-show')
  }
}

/** The built preload script, run before the page with a `require` that knows only electron. */
function preloadScript(path: string): string {
  return `(() => {
    const listeners = new Map()
    window.__receive = (channel, payload) => { for (const listener of listeners.get(channel) ?? []) listener({}, payload) }
    const electron = {
      contextBridge: { exposeInMainWorld: (name, value) => { window[name] = Object.freeze(value) } },
      ipcRenderer: {
        invoke: (channel, input) => window.__invoke(channel, input),
        on: (channel, listener) => { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]) },
        off: (channel, listener) => { listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listener)) },
      },
      webUtils: { getPathForFile: (file) => window.__files?.[file.name] ?? '' },
    }
    const require = (name) => {
      if (name !== 'electron') throw new Error('a sandboxed preload script cannot require ' + name)
      return electron
    }
    const module = { exports: {} }
    ;(function (require, module, exports) { ${readFileSync(path, 'utf8')} })(require, module, module.exports)
  })()`
}

// ── the rest

type Handler = (event: object, input: unknown) => unknown

export const ipcMain = Object.assign(new EventEmitter(), {
  handlers: new Map<string, Handler>(),
  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`a second handler for ${channel}`)
    this.handlers.set(channel, handler)
  },
  /** Only what can be cloned passes between processes. */
  async answer(channel: string, event: object, input: unknown): Promise<unknown> {
    const handler = this.handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    return structuredClone(await handler(event, structuredClone(input)))
  },
})

export const dialog = {
  showErrorBox: (title: string, content: string): void => tell({ type: 'error-box', title, content }),
  async showMessageBox(box: { message: string; detail: string; buttons: string[] }): Promise<{ response: number }> {
    const { message, detail, buttons } = box
    tell({ type: 'message-box', message, detail, buttons })
    const answer = boxAnswers.shift()
    return { response: answer === undefined ? buttons.length - 1 : buttons.indexOf(answer) }
  },
  async showOpenDialog(): Promise<{ canceled: boolean; filePaths: string[] }> {
    return { canceled: openDialogPaths.length === 0, filePaths: [...openDialogPaths] }
  },
}

/** The same key in every run, as a system keyring has: enough to see that nothing is stored in clear. */
const key = createHash('sha256').update('the keyring of the stand-in').digest()
export const safeStorage = {
  isAsyncEncryptionAvailable: async (): Promise<boolean> => true,
  getSelectedStorageBackend: (): string => 'gnome_libsecret',
  async encryptStringAsync(plain: string): Promise<Buffer> {
    const nonce = randomBytes(16)
    return Buffer.concat([nonce, createCipheriv('aes-256-ctr', key, nonce).update(plain, 'utf8')])
  },
  async decryptStringAsync(encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const decipher = createDecipheriv('aes-256-ctr', key, encrypted.subarray(0, 16))
    return { result: decipher.update(encrypted.subarray(16)).toString('utf8'), shouldReEncrypt: false }
  },
}

export const session = {
  defaultSession: {
    setPermissionRequestHandler(): void {},
    setPermissionCheckHandler(): void {},
    resolveProxy: async (): Promise<string> => process.env[ENV.proxy] ?? 'DIRECT',
  },
}
export const shell = {
  async openExternal(url: string): Promise<void> {
    tell({ type: 'external', url })
  },
  async openPath(path: string): Promise<string> {
    tell({ type: 'path', path })
    return ''
  },
  showItemInFolder: (path: string): void => tell({ type: 'shown', path }),
  /** By the same library as the headless host: what is in the Trash can be looked at. */
  async trashItem(path: string): Promise<void> {
    await trash(path, { glob: false })
  },
}

class PowerMonitor extends EventEmitter {
  #onBattery = false

  isOnBatteryPower(): boolean {
    return this.#onBattery
  }

  tell(event: 'suspend' | 'resume' | 'on-battery' | 'on-ac'): void {
    if (event === 'on-battery' || event === 'on-ac') this.#onBattery = event === 'on-battery'
    this.emit(event)
  }
}

export const powerMonitor = new PowerMonitor()

export class Notification extends EventEmitter {
  static isSupported = (): boolean => true
  readonly #body: string

  constructor({ body }: { readonly title: string; readonly body: string }) {
    super()
    this.#body = body
  }

  show(): void {
    tell({ type: 'notification', body: this.#body })
  }
}

const blockers = new Map<number, string>()
export const powerSaveBlocker = {
  start(kind: string): number {
    const id = blockers.size
    blockers.set(id, kind)
    tell({ type: 'blocker', id, kind, started: true })
    return id
  },
  stop(id: number): boolean {
    const kind = blockers.get(id)
    if (kind === undefined) throw new Error(`there is no blocker ${id}`)
    tell({ type: 'blocker', id, kind, started: false })
    return true
  },
}
export const nativeTheme = { shouldUseDarkColors: false }
export const Menu = { setApplicationMenu(): void {}, buildFromTemplate: (template: unknown): unknown => template }

// electron-store takes the default export.
const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  session,
  shell,
}
// biome-ignore lint/style/noDefaultExport: Electron has one, and electron-store uses it.
export default electron
