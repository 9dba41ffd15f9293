import type { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openDesktopState } from '../../../src-main/shell/desktop-state.ts'
import { createWindow } from '../../../src-main/shell/windows/main-window.ts'
import { limitPermissions } from '../../../src-main/shell/windows/permissions.ts'
import { keepingLog, silentLog } from '../../support/fakes.ts'

type Ask = (contents: unknown, permission: string, answer: (granted: boolean) => void, details: { requestingUrl: string }) => void
type Check = (contents: unknown, permission: string, origin: string) => boolean

const made: { webPreferences: Record<string, unknown> }[] = []
const loaded: string[] = []
const external: string[] = []
const shown: string[] = []
const went: unknown[] = []
/** What the window was given to decide with. */
const handlers: { ask?: Ask; check?: Check; open?: (details: { url: string }) => { action: string } } = {}
let isMaximised = false
let window: EventEmitter & { webContents: EventEmitter; show: () => void }

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  return {
    app: { isPackaged: true },
    protocol: {},
    nativeTheme: {},
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (ask: Ask) => Object.assign(handlers, { ask }),
        setPermissionCheckHandler: (check: Check) => Object.assign(handlers, { check }),
      },
    },
    shell: { openExternal: async (url: string) => void external.push(url) },
    BrowserWindow: class extends Emitter {
      webContents = Object.assign(new Emitter(), {
        setWindowOpenHandler: (open: unknown) => Object.assign(handlers, { open }),
        reload: () => shown.push('reload'),
      })
      constructor(options: (typeof made)[number]) {
        super()
        made.push(options)
        window = this
      }
      show = () => {
        shown.push('show')
        this.emit('show')
      }
      maximize = () => {
        shown.push('maximize')
        isMaximised = true
      }
      minimize = () => {}
      isVisible = () => shown.includes('show')
      isMinimized = () => false
      isMaximized = () => isMaximised
      getNormalBounds = () => ({ x: 0, y: 0, width: 900, height: 600 })
      isDestroyed = () => false
      async loadURL(address: string) {
        loaded.push(address)
      }
    },
  }
})

/** Whether the window goes there, by itself or led by a server. */
function goesTo(url: string): boolean {
  const preventDefault = vi.fn()
  for (const event of ['will-navigate', 'will-redirect']) window.webContents.emit(event, { url, preventDefault })
  return preventDefault.mock.calls.length === 0
}

const state = openDesktopState({ path: '', read: () => undefined, write: () => {} }, silentLog)

describe('the window of the desktop app', () => {
  beforeEach(() => {
    for (const list of [made, loaded, external, shown, went]) list.length = 0
    vi.useFakeTimers()
    limitPermissions()
    createWindow({ state, log: silentLog, mayClose: () => true, navigate: (where) => went.push(where) }, 'shown')
  })

  it('is sandboxed and isolated, without Node', () => {
    expect(made).toMatchObject([
      { webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false } },
    ])
    expect(loaded).toEqual(['app://reelay/index.html'])
  })

  it.each([
    ['ready-to-show', () => window.emit('ready-to-show')],
    ['did-finish-load', () => window.webContents.emit('did-finish-load')],
    ['three seconds', () => vi.advanceTimersByTime(3_000)],
  ])('is shown once, at the first of what may come: %s', (_what, come) => {
    expect(shown).toEqual([])
    come()
    expect(shown).toEqual(['show'])
    window.emit('ready-to-show')
    window.webContents.emit('did-finish-load')
    vi.advanceTimersByTime(10_000)
    expect(shown).toEqual(['show'])
  })

  it('is maximised again after a start out of sight, and stays known as maximised until then', () => {
    const maximised = openDesktopState({ path: '', read: () => ({ maximised: true }), write: () => {} }, silentLog)
    isMaximised = false
    createWindow({ state: maximised, log: silentLog, mayClose: () => true, navigate: () => {} }, 'hidden')
    window.emit('resize')
    vi.advanceTimersByTime(1_000)
    expect([shown, maximised.get().maximised]).toEqual([[], true])
    window.show()
    window.emit('resize')
    vi.advanceTimersByTime(1_000)
    expect([shown, maximised.get().maximised]).toEqual([['show', 'maximize'], true])
  })

  it('is refused every permission but writing to the clipboard', () => {
    const asked = ['clipboard-sanitized-write', 'clipboard-read', 'media', 'notifications', 'openExternal', 'fileSystem']
    const granted: string[] = []
    for (const permission of asked)
      for (const requestingUrl of ['app://reelay/index.html', 'https://evil.test/'])
        handlers.ask?.(null, permission, (yes) => granted.push(...(yes ? [`${permission} ${requestingUrl}`] : [])), {
          requestingUrl,
        })
    expect(granted).toEqual(['clipboard-sanitized-write app://reelay/index.html'])
    // Without a handler for checks, Electron grants what is only checked.
    expect(asked.filter((permission) => handlers.check?.(null, permission, 'app://reelay') ?? true)).toEqual([
      'clipboard-sanitized-write',
    ])
    expect(handlers.check?.(null, 'clipboard-sanitized-write', 'https://evil.test')).toBe(false)
  })

  it('stays on its own page', () => {
    const own = 'app://reelay/index.html#/accounts'
    const others = [
      'https://evil.test/',
      'file:///etc/passwd',
      'app://other/index.html',
      'javascript:alert(1)',
      'data:text/html,x',
      'about:blank',
      '',
    ]
    expect([own, ...others].filter(goesTo)).toEqual([own])
  })

  it('opens web links in the browser of the system, and no other address anywhere', () => {
    for (const url of ['https://watch.test/1', 'http://nas.local/', 'file:///etc/passwd', 'smb://host/share', 'not an address'])
      expect(handlers.open?.({ url })).toEqual({ action: 'deny' })
    expect(external).toEqual(['https://watch.test/1'])
  })

  it('shows what a link of our own scheme names, and gives it to no other program', () => {
    for (const url of ['reelay://accounts', 'reelay://add?path=/etc/passwd'])
      expect(handlers.open?.({ url })).toEqual({ action: 'deny' })
    expect(went).toEqual([{ kind: 'view', view: 'accounts' }])
    expect(external).toEqual([])
  })

  it('holds no other page within it', () => {
    const preventDefault = vi.fn()
    window.webContents.emit('will-attach-webview', { preventDefault })
    expect(preventDefault).toHaveBeenCalled()
  })

  it('that could not be loaded is in the log', () => {
    const log = keepingLog()
    createWindow({ state, log, mayClose: () => true, navigate: () => {} }, 'shown')
    window.webContents.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', 'app://reelay/index.html')
    expect(log.errors.map(({ message }) => message)).toEqual(['app://reelay/index.html was not loaded: ERR_FILE_NOT_FOUND (-6)'])
  })

  it('is loaded again when its process is gone, at most three times a minute', () => {
    const die = () => window.webContents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 1 })
    for (let times = 0; times < 3; times += 1) die()
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 })
    expect(shown).toEqual(['reload', 'reload', 'reload'])
  })
})
