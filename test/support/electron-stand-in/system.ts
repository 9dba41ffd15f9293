/** @file What the system offers: dialogs, secure storage, sessions, opening things, power, notices, theme, screens, clipboard. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import process from 'node:process'
import trash from 'trash'
import { app } from './app.ts'
import { ENV } from './control.ts'
import { Protocol } from './protocol.ts'
import { listFrom, onMessage, report } from './report.ts'

let saveDialogPath: string | null = null
onMessage('save-dialog', ({ path }) => {
  saveDialogPath = path
})
let openDialogPaths: readonly string[] = []
const boxAnswers = listFrom<string>(ENV.boxes)
onMessage('dialog', ({ paths }) => {
  openDialogPaths = paths
})
onMessage('boxes', ({ answers }) => void boxAnswers.push(...answers))

export interface Box {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
  readonly cancelId?: number
}

export interface SaveBox {
  readonly defaultPath?: string
}

export const dialog = {
  /** The real one holds up everything until it is closed. */
  showErrorBox: (title: string, content: string): void => report({ type: 'error-box', title, content }),
  /** Nobody answers a box whose answer no test gave; then it is the last button, as by Escape. */
  async showMessageBox(...args: [Box] | [unknown, Box]): Promise<{ response: number }> {
    const box = args.at(-1) as Box
    const { message, detail, buttons } = box
    report({ type: 'message-box', message, detail, buttons: [...buttons] })
    const answer = boxAnswers.shift()
    return { response: answer === undefined ? buttons.length - 1 : buttons.indexOf(answer) }
  },
  /** The real one asks a person; the test has answered before. */
  async showOpenDialog(): Promise<{ canceled: boolean; filePaths: string[] }> {
    return { canceled: openDialogPaths.length === 0, filePaths: [...openDialogPaths] }
  },
  /** As above; the real one also asks before a file is replaced. */
  async showSaveDialog(...args: [SaveBox] | [unknown, SaveBox]): Promise<{ canceled: boolean; filePath: string }> {
    report({ type: 'save-dialog', name: (args.at(-1) as SaveBox).defaultPath ?? '' })
    return { canceled: saveDialogPath === null, filePath: saveDialogPath ?? '' }
  },
}

/** The same key in every run, as a system keyring has: enough to see that nothing is stored in clear. */
const key = createHash('sha256').update('the keyring of the stand-in').digest()
const prefix = (): Buffer => Buffer.from(process.env[ENV.keyring] ?? 'v11')
const unlocked = process.env[ENV.keyring] === 'silent' ? new Promise<never>(() => {}) : Promise.resolve()
export const safeStorage = {
  /** Always true after ready, as on Linux: it says nothing. */
  isAsyncEncryptionAvailable: async (): Promise<boolean> => true,
  /** Named after the desktop, not after what is there. */
  getSelectedStorageBackend: (): string => 'gnome_libsecret',
  /** The real one fails while a keychain is locked, or waits for it. The prefix names the key, as on Linux. */
  async encryptStringAsync(plain: string): Promise<Buffer> {
    await unlocked
    const nonce = randomBytes(16)
    return Buffer.concat([prefix(), nonce, createCipheriv('aes-256-ctr', key, nonce).update(plain, 'utf8')])
  },
  /** The real one fails for a text of another key, and says when there is a newer one. */
  async decryptStringAsync(encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    await unlocked
    const decipher = createDecipheriv('aes-256-ctr', key, encrypted.subarray(3, 19))
    return { result: decipher.update(encrypted.subarray(19)).toString('utf8'), shouldReEncrypt: false }
  },
}

/** One of those that are kept in memory. */
class Session {
  /** The real one also answers to schemes that another program has registered. */
  readonly protocol = new Protocol()
}
const partitions = new Map<string, Session>()

export const session = {
  /** That of every window which names no other. */
  defaultSession: {
    /** Chromium asks for itself here; what the handlers say is tested without it. */
    setPermissionRequestHandler(): void {},
    /** As above: nothing is asked. */
    setPermissionCheckHandler(): void {},
    /** The real one reads the settings of the system, and runs their PAC script. */
    resolveProxy: async (): Promise<string> => process.env[ENV.proxy] ?? 'DIRECT',
  },
  /** The real one has cookies and a cache of its own; requests of electron-updater have neither here. */
  fromPartition(partition: string) {
    const found = partitions.get(partition) ?? new Session()
    partitions.set(partition, found)
    return found
  },
}

export const net = {
  /** By Node instead of Chromium: without the proxies of the system. Redirects are answers here, not events. */
  request({
    session: _session,
    redirect: _redirect,
    ...options
  }: RequestOptions & { session?: unknown; redirect?: unknown }): ClientRequest {
    return (options.protocol === 'http:' ? httpRequest : httpsRequest)(options)
  },
}

export const shell = {
  /** The real one fails where the system has no program for it. */
  async openExternal(url: string): Promise<void> {
    report({ type: 'external', url })
  },
  /** The real one answers with a text where no program opens it. */
  async openPath(path: string): Promise<string> {
    report({ type: 'path', path })
    return ''
  },
  /** The real one does nothing for a file that is gone. */
  showItemInFolder: (path: string): void => report({ type: 'shown', path }),
  /** By the same library as the headless host: what is in the Trash can be looked at. */
  async trashItem(path: string): Promise<void> {
    await trash(path, { glob: false })
  },
}

export class PowerMonitor extends EventEmitter {
  #onBattery = false

  /** On Linux the real one is always false. */
  isOnBatteryPower(): boolean {
    return this.#onBattery
  }

  report(event: string): void {
    if (event === 'on-battery' || event === 'on-ac') this.#onBattery = event === 'on-battery'
    this.emit(event, { preventDefault(): void {} })
  }
}

export const powerMonitor = new PowerMonitor()
onMessage('power', ({ event }) => powerMonitor.report(event))

/** Weak references, as in Electron: a notification that the app does not keep gets no click. */
const shown: { title: string; notice: WeakRef<Notification> }[] = []

export class Notification extends EventEmitter {
  /** The real one is false on a Linux without a service for notices. */
  static isSupported = (): boolean => true
  readonly #title: string
  readonly #body: string

  constructor({ title, body }: { readonly title: string; readonly body: string }) {
    super()
    this.#title = title
    this.#body = body
  }

  /** The real one may fail, as where an app is unsigned on macOS, and says so with `failed`. */
  show(): void {
    shown.push({ title: this.#title, notice: new WeakRef(this) })
    report({ type: 'notification', title: this.#title, body: this.#body })
  }
}

onMessage('click-notice', ({ title }) => {
  // Collects notifications without a reference; tests start the stand-in with --expose-gc.
  ;(globalThis as { gc?: () => void }).gc?.()
  shown
    .findLast((entry) => entry.title === title)
    ?.notice.deref()
    ?.emit('click')
})

const blockers = new Map<number, string>()
export const powerSaveBlocker = {
  /** The real one keeps the machine from sleeping. */
  start(kind: string): number {
    const id = blockers.size
    blockers.set(id, kind)
    report({ type: 'blocker', id, kind, started: true })
    return id
  },
  /** The real one answers false for a blocker that is gone; here that is an error of ours. */
  stop(id: number): boolean {
    const kind = blockers.get(id)
    if (kind === undefined) throw new Error(`there is no blocker ${id}`)
    report({ type: 'blocker', id, kind, started: false })
    return true
  },
}

export class NativeTheme extends EventEmitter {
  /** The real one follows system and `themeSource`. */
  readonly shouldUseDarkColors = false
  #source = 'system'

  /** The real one changes `prefers-color-scheme` in pages. */
  get themeSource(): string {
    return this.#source
  }

  set themeSource(source: string) {
    this.#source = source
    report({ type: 'theme', source })
  }
}
export const nativeTheme = new NativeTheme()

export const screen = {
  /** The real one need not be the first of all. */
  getPrimaryDisplay: () => screen.getAllDisplays()[0],
  /** The real one lists the connected displays; here a test sets them. */
  getAllDisplays: (): { workArea: { x: number; y: number; width: number; height: number } }[] => {
    const areas = listFrom<{ x: number; y: number; width: number; height: number }>(ENV.displays)
    return (areas.length === 0 ? [{ x: 0, y: 0, width: 1920, height: 1080 }] : areas).map((workArea) => ({ workArea }))
  },
}

export const clipboard = {
  /** Asynchronous since Electron 44. */
  async writeText(text: string): Promise<void> {
    report({ type: 'copied', text })
  },
}

export const crashReporter = {
  /** The real one starts a process that writes dumps; here it is only told where they would be, and that none is sent. */
  start({ uploadToServer = true }: { uploadToServer?: boolean } = {}): void {
    report({ type: 'crash-reporter', uploads: uploadToServer, folder: app.getPath('crashDumps') })
  },
}

export const systemPreferences = {
  /** macOS only, where it is read before the app is ready. */
  registerDefaults(): void {},
}
