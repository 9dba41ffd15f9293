/** @file Sends reports to the test and receives its messages. */
import process from 'node:process'
import type { ENV, FromStandIn, ToStandIn } from './control.ts'

// Each module of the stand-in has a listener of its own.
process.setMaxListeners(40)

export function report(message: FromStandIn): void {
  if (process.connected) process.send?.(message)
}

export function onMessage<T extends ToStandIn['type']>(
  type: T,
  listener: (message: Extract<ToStandIn, { type: T }>) => void,
): void {
  process.on('message', (message: ToStandIn) => {
    if (message.type === type) listener(message as Extract<ToStandIn, { type: T }>)
  })
}

/** An event as Electron emits it. */
export function preventable(): { defaultPrevented: boolean; preventDefault(): void } {
  const event = {
    defaultPrevented: false,
    preventDefault(): void {
      event.defaultPrevented = true
    },
  }
  return event
}

export function listFrom<T>(name: (typeof ENV)[keyof typeof ENV]): T[] {
  return JSON.parse(process.env[name] ?? '[]') as T[]
}
