import { EventEmitter } from 'node:events'
import { app } from 'electron'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CHANNELS } from '../../../src-main/contract/channels.ts'
import { createPublisher } from '../../../src-main/ipc/publish.ts'
import { answerCalls, sendEvents } from '../../../src-main/shell/windows/ipc-server.ts'
import { silentLog } from '../../support/fakes.ts'

const handlers = new Map<string, (event: unknown, input: unknown) => unknown>()
const sent: unknown[][] = []
const ours = {
  mainFrame: { url: 'app://reelay/index.html' as string | null },
  isDestroyed: () => false,
  send: (...args: unknown[]) => sent.push(args),
}
const windows = [
  {
    webContents: {
      isDestroyed: () => true,
      send() {
        throw new TypeError('Object has been destroyed')
      },
    },
  },
  {
    webContents: {
      isDestroyed: () => false,
      send() {
        throw new Error('on its way out')
      },
    },
  },
  { webContents: ours },
]

let open: unknown[] = []

vi.mock('electron', async () => ({
  app: Object.assign(new (await import('node:events')).EventEmitter(), { isPackaged: true }),
  protocol: {},
  BrowserWindow: { getAllWindows: () => open },
  ipcMain: { handle: (channel: string, handler: never) => handlers.set(channel, handler) },
  nativeTheme: {},
  session: {},
  shell: {},
}))

describe('the IPC server of the desktop app', () => {
  const publisher = createPublisher(silentLog)
  const calls: unknown[] = []

  beforeEach(() => {
    handlers.clear()
    calls.length = 0
    const dispatch = async (channel: string, input: unknown) => {
      calls.push([channel, input])
      return { ok: true as const, value: 'answer' }
    }
    answerCalls({ dispatch, log: silentLog })
    open = []
    sendEvents({ publisher, log: silentLog })
    open = windows
  })

  it('reports an open window as a consumer of its events', () => {
    const seen: boolean[] = []
    publisher.onConsumers('cards.changed', (isThere) => seen.push(isThere))
    const opened = [new EventEmitter(), new EventEmitter()]
    for (const window of opened) app.emit('browser-window-created', {}, window)
    for (const window of opened) window.emit('closed')
    expect(seen).toEqual([false, true, false])
  })

  it('counts a window that was there before the engine as a consumer', () => {
    const seen: boolean[] = []
    publisher.onConsumers('cards.changed', (isThere) => seen.push(isThere))
    const early = new EventEmitter()
    open = [early]
    sendEvents({ publisher, log: silentLog })
    early.emit('closed')
    expect(seen).toEqual([false, true, false])
  })

  const page = 'app://reelay/index.html'
  const call = (url: string | null, inMainFrame = true, sender: { mainFrame: { url: string | null } } = ours) => {
    sender.mainFrame = { url }
    const senderFrame = url === null ? null : inMainFrame ? sender.mainFrame : { url }
    return handlers.get('accounts.list')?.({ sender, senderFrame }, {})
  }

  it('has a handler for every declared channel and dispatches calls of our own page', async () => {
    expect([...handlers.keys()]).toEqual([...CHANNELS])
    expect(await call(page)).toEqual({ ok: true, value: 'answer' })
    expect(calls).toEqual([['accounts.list', {}]])
  })

  it.each([
    ['another file', 'file:///tmp/evil.html', true],
    ['a web page', 'https://evil.test/index.html', true],
    ['a frame inside of our page', page, false],
    ['a frame that is gone', null, true],
  ])('refuses %s', async (_who, url, inMainFrame) => {
    expect(await call(url, inMainFrame)).toMatchObject({ ok: false, error: { code: 'host.untrusted' } })
    expect(calls).toEqual([])
  })

  it('refuses our page in a window that is none of ours', async () => {
    expect(await call(page, true, { mainFrame: { url: page } })).toMatchObject({ ok: false, error: { code: 'host.untrusted' } })
  })

  it('sends windows the events that an interface needs, and not every single step', () => {
    sent.length = 0
    publisher.publish('accounts.changed', [])
    publisher.publish('queue.transitioned', {} as never)
    expect(new Set(sent.map(([event]) => event))).toEqual(new Set(['accounts.changed']))
  })
})
