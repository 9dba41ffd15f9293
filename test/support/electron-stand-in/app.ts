/** @file `app`. */
import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { ENV } from './control.ts'
import { onMessage, preventable, report } from './report.ts'
import { script } from './script.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The calls of `app` to the windows, which it cannot import. */
export interface Windows {
  closeAll(): boolean
  end(): Promise<void>
}

export class App extends EventEmitter {
  windows: Windows | null = null
  /** The real one is true in a build only; here a test sets it. */
  readonly isPackaged = process.env[ENV.packaged] !== undefined
  /** The real one is that of package.json until it is set, and also names the data folder, as here. */
  name = 'Reelay'
  #paths: Record<string, string> = { appData: join(homedir(), '.config') }
  #next: (() => void) | null = null
  #lock: Server | null = null

  /** The real one knows a dozen names. */
  getPath(name: string): string {
    const path = name === 'userData' ? (this.#paths['userData'] ?? join(this.getPath('appData'), this.name)) : this.#paths[name]
    if (path === undefined) throw new Error(`the stand-in has no path “${name}”`)
    return path
  }

  /** The real one refuses names that it does not know, and a path that is not absolute. */
  setPath(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute')
    this.#paths[name] = path
  }

  /** The same. */
  setName(name: string): void {
    this.name = name
  }

  /** The same. */
  getName(): string {
    return this.name
  }

  /** Windows only, and without an effect that could be seen. */
  setAppUserModelId(): void {}

  /** That of package.json in a run from the sources, as in a build. */
  getVersion(): string {
    return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
  }

  /** The real one takes a second; here it is at least not the same turn. */
  async whenReady(): Promise<void> {
    await sleep(20)
  }

  /**
   * Synchronous, as Electron’s. The data is cloned; like Chromium’s, a message of more than 32 KiB, with the arguments of the
   * process, does not arrive whole: here it is refused aloud.
   */
  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    const data = JSON.stringify({ argv: process.argv, cwd: process.cwd(), data: structuredClone(additionalData ?? null) })
    if (Buffer.byteLength(data) > 32 * 1024) throw new Error('more than Chromium hands over to the first process')
    const socket = join(this.getPath('userData'), 'single-instance')
    if (deliver(socket, data)) return false
    rmSync(socket, { force: true })
    this.#lock = createServer((connection) => {
      let text = ''
      connection.on('error', () => {})
      connection.on('data', (chunk) => {
        text += chunk
        if (!text.endsWith('\n')) return
        const { argv, cwd, data: given } = JSON.parse(text) as { argv: string[]; cwd: string; data: unknown }
        connection.end('ACK')
        // Chromium sorts switches to the front, so that nobody can rely on their places.
        this.emit('second-instance', preventable(), [...argv].sort(), cwd, given)
      })
    }).listen(socket)
    this.#lock.unref()
    process.on('exit', () => {
      // After a release, the socket belongs to another process.
      if (this.#lock) rmSync(socket, { force: true })
    })
    return true
  }

  /** The next process that asks gets the lock. */
  releaseSingleInstanceLock(): void {
    this.#lock?.close()
    this.#lock = null
    rmSync(join(this.getPath('userData'), 'single-instance'), { force: true })
  }

  /** Asks, then closes every window, each of which may refuse, then ends: as Electron’s. */
  quit(): void {
    const event = preventable()
    this.emit('before-quit', event)
    if (event.defaultPrevented || this.windows?.closeAll() === false) return
    const last = preventable()
    this.emit('will-quit', last)
    if (!last.defaultPrevented) setTimeout(() => this.exit(0), 20)
  }

  /** Asks nobody. The real one does not wait for the browser, either. */
  exit(code = 0): void {
    // A browser that is gone already is what is wanted.
    const ended = this.windows?.end().catch(() => {}) ?? Promise.resolve()
    void Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000))]).then(() => {
      this.#next?.()
      process.exit(code)
    })
  }

  /** The real one starts the next process after the end of this one. */
  relaunch({ args = process.argv.slice(1) }: { args?: string[]; execPath?: string } = {}): void {
    report({ type: 'relaunch', args })
    const flags = process.execArgv
    const first = this.isPackaged ? [script] : []
    this.#next = () => {
      spawn(process.execPath, [...flags, ...first, ...args], { detached: true, stdio: 'ignore' }).unref()
    }
  }

  /** Windows and macOS; on Linux it is a file that we write ourselves. */
  setLoginItemSettings({ openAtLogin, args }: { openAtLogin: boolean; args: string[] }): void {
    report({ type: 'login', open: openAtLogin, args: args ?? [] })
  }

  /** The real one asks macOS or Windows; nobody signs in here. */
  getLoginItemSettings(): { wasOpenedAtLogin: boolean } {
    return { wasOpenedAtLogin: false }
  }

  /** The real one asks the system; here it is that of LANG. */
  getLocaleCountryCode(): string {
    return /_([A-Z]{2})\b/.exec(process.env['LANG'] ?? '')?.[1] ?? ''
  }

  /** The real one asks the system; here they are those of LANGUAGE. */
  getPreferredSystemLanguages(): string[] {
    return (process.env['LANGUAGE'] ?? '').split(':').filter((tag) => tag !== '')
  }

  /** macOS and Linux with Unity only. */
  setBadgeCount(count: number): boolean {
    report({ type: 'badge', count })
    return true
  }

  /** Windows and macOS ask the system; nothing of the system is touched here. */
  setAsDefaultProtocolClient(scheme: string): boolean {
    report({ type: 'protocol', scheme })
    return true
  }

  /** Windows only. */
  setUserTasks(): boolean {
    return true
  }

  /** macOS only, as here. */
  readonly dock = undefined
}

export const app = new App()

onMessage('quit', () => app.quit())
onMessage('activate', () => app.emit('activate', preventable(), false))
onMessage('open', ({ event, what }) => app.emit(event, preventable(), what))
onMessage('throw', ({ message }) => {
  setTimeout(() => {
    throw new Error(message)
  })
})

/** Sends the message to the process at the socket; returns whether there is one. In another thread, while this one waits. */
function deliver(socket: string, message: string): boolean {
  const shared = new Int32Array(new SharedArrayBuffer(4))
  const source = `
    const { workerData: { socket, message, shared } } = require('node:worker_threads')
    const finish = (value) => { Atomics.store(shared, 0, value); Atomics.notify(shared, 0) }
    const connection = require('node:net').connect(socket, () => connection.write(message + '\\n'))
    connection.on('error', () => finish(2)).on('data', () => finish(1))
  `
  const worker = new Worker(source, { eval: true, workerData: { socket, message, shared }, execArgv: [] })
  Atomics.wait(shared, 0, 0, 20_000)
  void worker.terminate()
  return shared[0] === 1
}
