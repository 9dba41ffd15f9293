/** @file `BrowserWindow`, its contents, and the browser that shows them. */
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { type BrowserContext, chromium, type Page } from 'playwright'
import { app } from './app.ts'
import { ENV } from './control.ts'
import { ipcMain } from './ipc.ts'
import { showDefaultMenu } from './menus.ts'
import { loadedModules } from './modules.ts'
import { askBeforeOpening, preloadScript } from './page-scripts.ts'
import { answerFrom, fromScheme, OF_SCHEME, type Protocol, protocol, toScheme } from './protocol.ts'
import { listFrom, onMessage, preventable, report } from './report.ts'

const windows: BrowserWindow[] = []
const withheld = new Set(listFrom<string>(ENV.withheld))
let hasFocus = true
let isFirst = true
let browser: Promise<BrowserContext> | null = null

/** One browser, in which a blank page stays, so that it outlives its windows. */
function openBrowser(): Promise<BrowserContext> {
  browser ??= chromium
    .launchPersistentContext(join(app.getPath('userData'), 'stand-in-browser'), {
      executablePath: process.env[ENV.chromium] ?? '',
      args: [...listFrom<string>(ENV.args), `--remote-debugging-port=${process.env[ENV.port]}`],
      viewport: { width: 1280, height: 800 },
      // Signals are for the app.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // Their calls would not be seen by the routes of the context.
      serviceWorkers: 'block',
    })
    .then(async (context) => {
      await context.route(OF_SCHEME, (route) => answerFrom(protocol, route))
      return context
    })
  return browser
}

/** What a window may do, as far as it matters here. */
interface Preferences {
  readonly preload?: string
  readonly javascript?: boolean
  readonly session?: { readonly protocol: Protocol }
}

export class WebContents extends EventEmitter {
  page: Page | null = null
  #address = ''
  readonly #owner: BrowserWindow
  readonly #preferences: Preferences
  #onOpen: (details: { readonly url: string }) => { readonly action: string } = () => ({ action: 'allow' })

  constructor(owner: BrowserWindow, preferences: Preferences) {
    super()
    this.#owner = owner
    this.#preferences = preferences
  }

  /** The address of the page itself, not the one that was to be loaded. */
  readonly mainFrame = ((contents: WebContents) => ({
    /** The real one also is empty for a page that is being left. */
    get url() {
      return toScheme(contents.page?.url() ?? '')
    },
  }))(this)

  /** The real one may be gone a moment before its window. */
  isDestroyed(): boolean {
    return this.#owner.isDestroyed()
  }

  /** The real one throws for what cannot be cloned, and when it is destroyed. */
  send(channel: string, payload: unknown): void {
    if (this.isDestroyed()) throw new TypeError('Object has been destroyed')
    // Cloned whether or not there is a page to get it.
    const passed = structuredClone(payload)
    // The page may be on its way out; Electron drops such messages, too.
    this.page?.evaluate(([name, value]) => window.__receive?.(name, value), [channel, passed] as const).catch(() => {})
  }

  /** The real one also gives frame name, features and referrer; a page that nobody handles may open windows there. */
  setWindowOpenHandler(handler: (details: { readonly url: string }) => { readonly action: string }): void {
    this.#onOpen = handler
  }

  /** Sets the paths of files that will be dropped on the page. */
  setFilePaths(paths: Readonly<Record<string, string>>): void {
    void this.page?.evaluate((known) => {
      window.__files = known
    }, paths)
  }

  /** A new page, because a browser does not bring back one whose process is gone. */
  reload(): void {
    void this.load(this.#address)
  }

  /** By the same Chromium; the real one takes margins and sizes in inches, too. */
  async printToPDF(options: PrintOptions): Promise<Buffer> {
    if (!this.page) throw new Error('nothing was loaded')
    const { pageSize, printBackground, generateTaggedPDF } = options
    return this.page.pdf({
      format: pageSize ?? 'Letter',
      printBackground: printBackground ?? false,
      tagged: generateTaggedPDF ?? false,
    })
  }

  async load(address: string): Promise<void> {
    this.#address = address
    const context = await openBrowser()
    const before = this.page
    const page = await context.newPage()
    this.page = page
    await before?.close().catch(() => {})
    await page.exposeBinding('__invoke', (source, channel: string, input: unknown) => {
      const senderFrame = source.frame === page.mainFrame() ? this.mainFrame : { url: toScheme(source.frame.url()) }
      return ipcMain.answer(channel, { sender: this, senderFrame }, input)
    })
    await page.exposeFunction('__openWindow', (url: string) => {
      if (this.#onOpen({ url }).action !== 'deny') throw new Error('the stand-in opens no windows for pages')
    })
    const { preload, javascript = true, session } = this.#preferences
    if (session) await page.route(OF_SCHEME, (route) => answerFrom(session.protocol, route))
    if (!javascript) await (await context.newCDPSession(page)).send('Emulation.setScriptExecutionDisabled', { value: true })
    await page.addInitScript(askBeforeOpening)
    if (preload !== undefined) await page.addInitScript(preloadScript(preload))
    page.on('crash', () => this.emit('render-process-gone', preventable(), { reason: 'crashed', exitCode: 139 }))
    page.on('close', () => this.page === page && this.#owner.destroy())
    page.on('pageerror', (error) => console.error(`page: ${error.message}`))
    try {
      await page.goto(fromScheme(address))
    } catch (caught) {
      if (!this.isDestroyed()) this.emit('did-fail-load', preventable(), -1, String(caught), address, true)
      return
    }
    report({ type: 'loaded', url: this.mainFrame.url })
    if (!withheld.has('ready-to-show')) this.#owner.emit('ready-to-show')
    if (!withheld.has('did-finish-load')) this.emit('did-finish-load')
  }
}

export interface WindowOptions {
  readonly show?: boolean
  readonly width: number
  readonly height: number
  readonly x?: number
  readonly y?: number
  readonly alwaysOnTop?: boolean
  readonly frame?: boolean
  readonly webPreferences: Preferences & Readonly<Record<string, unknown>>
}

interface PrintOptions {
  readonly pageSize?: string
  readonly printBackground?: boolean
  readonly generateTaggedPDF?: boolean
}

export class BrowserWindow extends EventEmitter {
  /** The same. */
  static getAllWindows = (): BrowserWindow[] => [...windows]
  /** The real one asks the window manager. */
  static getFocusedWindow = (): BrowserWindow | null => (hasFocus ? (windows.find((window) => window.isVisible()) ?? null) : null)

  /** The real one is `undefined` once the window is destroyed. */
  readonly webContents: WebContents
  #visible = false
  #minimised = false
  #destroyed = false
  #bounds: { x: number; y: number; width: number; height: number }

  constructor(options: WindowOptions) {
    super()
    const { sandbox, contextIsolation, nodeIntegration } = options.webPreferences
    if (!sandbox || !contextIsolation || nodeIntegration) throw new Error('the window is not hardened')
    this.webContents = new WebContents(this, options.webPreferences)
    if (isFirst) report({ type: 'modules', paths: loadedModules() })
    isFirst = false
    showDefaultMenu()
    const { x, y, width, height } = options
    this.#bounds = { x: x ?? 0, y: y ?? 0, width, height }
    report({ type: 'bounds', x: x ?? null, y: y ?? null, width, height })
    // The real one cannot stay on top under Wayland.
    if (options.alwaysOnTop) report({ type: 'on-top', frame: options.frame !== false })
    windows.push(this)
    app.emit('browser-window-created', preventable(), this)
    if (options.show !== false) this.show()
  }

  /** The address of our own page is another one for the browser; see `PAGE_ORIGIN`. */
  loadURL(address: string): Promise<void> {
    return this.webContents.load(address)
  }

  /** The real one may be refused the focus by the system. */
  show(): void {
    this.#assertAlive()
    this.#visible = true
    this.#minimised = false
    hasFocus = true
    report({ type: 'window' })
    this.emit('show')
  }

  /** The real one leaves the focus where it is. */
  showInactive(): void {
    this.#visible = true
    report({ type: 'shown-inactive' })
    this.emit('show')
  }

  /** The real one leaves the taskbar, too. */
  hide(): void {
    this.#assertAlive()
    this.#visible = false
    report({ type: 'hidden' })
    this.emit('hide')
  }

  /** The real one stays in the taskbar, and shows a hidden window there. */
  minimize(): void {
    this.#assertAlive()
    this.#minimised = true
    report({ type: 'minimised' })
    this.emit('minimize')
  }

  /** The real one also gives it the size that it had. */
  restore(): void {
    this.#assertAlive()
    this.#minimised = false
    this.emit('restore')
  }

  /** As in Electron, a hidden window stays hidden. */
  focus(): void {
    this.#assertAlive()
    if (this.#visible) report({ type: 'focused' })
  }

  /** The real one is true for a window behind others, too; on macOS also for a minimised one. */
  isVisible(): boolean {
    this.#assertAlive()
    return this.#visible && !this.#minimised
  }

  /** The same. */
  isMinimized(): boolean {
    this.#assertAlive()
    return this.#minimised
  }

  /** Nothing here has a size that could be seen. */
  isMaximized(): boolean {
    this.#assertAlive()
    return false
  }

  /** The only member that a destroyed window has, as in Electron. */
  isDestroyed(): boolean {
    return this.#destroyed
  }

  #assertAlive(): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed')
  }

  /** Nothing here has a size that could be seen. */
  maximize(): void {
    this.#assertAlive()
  }

  /** Windows only. */
  setOverlayIcon(): void {
    this.#assertAlive()
  }

  /** The real one answers with what the person made of it. */
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    this.#assertAlive()
    return { ...this.#bounds }
  }

  /** What a person does with the mouse. */
  moveTo(bounds: { x: number; y: number; width: number; height: number }): void {
    this.#bounds = { ...bounds }
    this.emit('move')
  }

  /** Does nothing on Linux since Electron 44. */
  setProgressBar(value: number, { mode }: { mode?: string } = {}): void {
    this.#assertAlive()
    report({ type: 'progress', value, mode: mode ?? 'normal' })
  }

  /** Whether it is gone: a listener may keep it. */
  close(): boolean {
    if (this.#destroyed) return true
    const event = preventable()
    this.emit('close', event)
    if (event.defaultPrevented) return false
    this.destroy()
    return true
  }

  /** The real one does not ask, either; it throws where this one is quiet for a window that is gone. */
  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    windows.splice(windows.indexOf(this), 1)
    void this.webContents.page?.close().catch(() => {})
    report({ type: 'gone' })
    this.emit('closed')
    // Without a listener the real app quits, except on macOS.
    if (windows.length === 0 && !app.emit('window-all-closed')) app.quit()
  }
}

app.windows = {
  closeAll: () => [...windows].every((window) => window.close()),
  end: async () => void (await (await browser)?.close()),
}

onMessage('blur', () => {
  hasFocus = false
})
/** By its page: a main window that was closed and made anew is not the first of the list. */
const windowWith = (page: string): BrowserWindow | undefined =>
  windows.find((window) => window.webContents.mainFrame.url.includes(page))

onMessage('close', ({ page = 'index.html' }) => (windowWith(page) ?? windows[0])?.close())
onMessage('move', ({ page, bounds }) => windowWith(page)?.moveTo(bounds))
onMessage('session', ({ event }) => windows[0]?.emit(event, preventable()))
onMessage('files', ({ paths }) => {
  for (const window of windows) window.webContents.setFilePaths(paths)
})
onMessage('kill-page', () => void windows[0]?.webContents.page?.goto('chrome://crash').catch(() => {}))
