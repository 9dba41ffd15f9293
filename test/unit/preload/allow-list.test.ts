import { beforeEach, describe, expect, it, vi } from 'vitest'
import { CHANNELS, EVENTS, VIEW_EVENTS } from '../../../src-main/contract/channels.ts'

const invoked: unknown[][] = []
let bridge: { request(channel: string, input: unknown): Promise<unknown>; on(event: string, listener: () => void): () => void }

vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld(_name: string, value: typeof bridge) {
      bridge = value
    },
  },
  ipcRenderer: {
    invoke: (...args: unknown[]) => {
      invoked.push(args)
      return Promise.resolve('answer')
    },
    on() {},
    off() {},
  },
  webUtils: {},
}))

describe('the preload script', () => {
  beforeEach(async () => {
    invoked.length = 0
    await import('../../../src-main/preload/index.ts')
  })

  it('forwards every declared channel with its input', async () => {
    for (const channel of CHANNELS) expect(await bridge.request(channel, { a: 1 })).toBe('answer')
    expect(invoked).toEqual(CHANNELS.map((channel) => [channel, { a: 1 }]))
  })

  it('refuses every other channel, also internal ones of a host', async () => {
    for (const channel of ['electron-store-get-data', 'constructor', ''])
      await expect(bridge.request(channel, {})).rejects.toThrow('There is no call')
    expect(invoked).toEqual([])
  })

  it('listens to the events that an interface needs, and to no other', () => {
    for (const event of VIEW_EVENTS) expect(bridge.on(event, () => {})).toBeTypeOf('function')
    for (const event of EVENTS.filter((name) => !(VIEW_EVENTS as readonly string[]).includes(name))) {
      expect(() => bridge.on(event, () => {})).toThrow('There is no event')
    }
  })
})
