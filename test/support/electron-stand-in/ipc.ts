/** @file `ipcMain`. */
import { EventEmitter } from 'node:events'

export type Handler = (event: object, input: unknown) => unknown

export const ipcMain = Object.assign(new EventEmitter(), {
  handlers: new Map<string, Handler>(),
  /** The real one refuses a second handler, too. */
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
