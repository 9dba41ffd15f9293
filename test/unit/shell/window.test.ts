import { beforeEach, describe, expect, it, vi } from 'vitest'
import { INTERFACE } from '../../../src-main/shell/paths.ts'
import { createWindow } from '../../../src-main/shell/window.ts'

type Ask = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void
type Check = (contents: unknown, permission: string) => boolean

const made: { webPreferences: Record<string, unknown> }[] = []
const loaded: string[] = []
const external: string[] = []
/** What the window was given to decide with. */
const handlers: {
  ask?: Ask
  check?: Check
  open?: (details: { url: string }) => { action: string }
  navigate?: (event: { url: string; preventDefault(): void }) => void
} = {}

vi.mock('electron', () => ({
  app: {},
  nativeTheme: {},
  session: {
    defaultSession: {
      setPermissionRequestHandler: (ask: Ask) => Object.assign(handlers, { ask }),
      setPermissionCheckHandler: (check: Check) => Object.assign(handlers, { check }),
    },
  },
  shell: { openExternal: async (url: string) => void external.push(url) },
  BrowserWindow: class {
    webContents = {
      setWindowOpenHandler: (open: unknown) => Object.assign(handlers, { open }),
      on: (_event: 'will-navigate', navigate: unknown) => Object.assign(handlers, { navigate }),
    }
    constructor(options: (typeof made)[number]) {
      made.push(options)
    }
    once() {}
    async loadFile(path: string) {
      loaded.push(path)
    }
  },
}))

/** Whether the window goes there. */
function goesTo(url: string): boolean {
  const preventDefault = vi.fn()
  handlers.navigate?.({ url, preventDefault })
  return preventDefault.mock.calls.length === 0
}

describe('the window of the desktop app', () => {
  beforeEach(() => {
    for (const list of [made, loaded, external]) list.length = 0
    createWindow()
  })

  it('is sandboxed and isolated, without Node', () => {
    expect(made).toMatchObject([
      { webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false } },
    ])
    expect(loaded).toEqual([INTERFACE])
  })

  it('is refused every permission but writing to the clipboard', () => {
    const asked = ['clipboard-sanitized-write', 'clipboard-read', 'media', 'notifications', 'openExternal', 'fileSystem']
    const granted: string[] = []
    for (const permission of asked) handlers.ask?.(null, permission, (yes) => granted.push(...(yes ? [permission] : [])))
    expect(granted).toEqual(['clipboard-sanitized-write'])
    // Without a handler for checks, Electron grants what is only checked.
    expect(asked.filter((permission) => handlers.check?.(null, permission) ?? true)).toEqual(['clipboard-sanitized-write'])
  })

  it('stays on its own page', () => {
    const own = `file://${INTERFACE}`
    const others = [
      'https://evil.test/',
      'file:///etc/passwd',
      `${own}x`,
      'javascript:alert(1)',
      'data:text/html,x',
      'about:blank',
      '',
    ]
    expect([`${own}#/accounts`, ...others].filter(goesTo)).toEqual([`${own}#/accounts`])
  })

  it('hands web links to the browser of the system, and no other address to anybody', () => {
    for (const url of ['https://watch.test/1', 'http://nas.local/', 'file:///etc/passwd', 'smb://host/share', 'not an address'])
      expect(handlers.open?.({ url })).toEqual({ action: 'deny' })
    expect(external).toEqual(['https://watch.test/1', 'http://nas.local/'])
  })
})
