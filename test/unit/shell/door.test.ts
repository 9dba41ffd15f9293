import { EventEmitter } from 'node:events'
import { app } from 'electron'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CHANNELS } from '../../../src-main/contract/channels.ts'
import { createPublisher } from '../../../src-main/ipc/publish.ts'
import { openIpcDoor } from '../../../src-main/shell/door.ts'
import { INTERFACE } from '../../../src-main/shell/paths.ts'
import { silentLog } from '../../support/fakes.ts'

const handlers = new Map<string, (event: unknown, input: unknown) => unknown>()
const sent: unknown[][] = []

vi.mock('electron', async () => ({
  app: new (await import('node:events')).EventEmitter(),
  BrowserWindow: { getAllWindows: () => [{ webContents: { send: (...args: unknown[]) => sent.push(args) } }] },
  ipcMain: { handle: (channel: string, handler: never) => handlers.set(channel, handler) },
  nativeTheme: {},
  session: {},
  shell: {},
}))

describe('the door of the desktop app', () => {
  const publisher = createPublisher(silentLog)
  const calls: unknown[] = []

  beforeEach(() => {
    handlers.clear()
    calls.length = 0
    const dispatch = async (channel: string, input: unknown) => {
      calls.push([channel, input])
      return { ok: true as const, value: 'answer' }
    }
    openIpcDoor({ dispatch, publisher, log: silentLog })
  })

  it('says whether anybody sees its events: a window that is open does', () => {
    const seen: boolean[] = []
    publisher.onAudience('cards.changed', (isThere) => seen.push(isThere))
    const windows = [new EventEmitter(), new EventEmitter()]
    for (const window of windows) app.emit('browser-window-created', {}, window)
    for (const window of windows) window.emit('closed')
    expect(seen).toEqual([false, true, false])
  })

  const page = `file://${INTERFACE}`
  const call = (url: string | null, inMainFrame = true) => {
    const mainFrame = { url }
    const senderFrame = url === null ? null : inMainFrame ? mainFrame : { url }
    return handlers.get('accounts.list')?.({ sender: { mainFrame }, senderFrame }, {})
  }

  it('has a handler for every declared channel and passes calls of our own page on', async () => {
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

  it('tells windows what an interface needs, and not every single step', () => {
    sent.length = 0
    publisher.publish('accounts.changed', [])
    publisher.publish('queue.transitioned', {} as never)
    expect(new Set(sent.map(([event]) => event))).toEqual(new Set(['accounts.changed']))
  })
})
