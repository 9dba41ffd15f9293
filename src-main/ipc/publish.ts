/** @file Hands every event to every open door. */
import type { EventName } from '../contract/channels.ts'
import type { EventPayload } from '../contract/events.ts'
import { shield } from '../engine/detach.ts'
import type { Log } from '../engine/ports.ts'

export type Listener = <E extends EventName>(event: E, payload: EventPayload<E>) => void

export interface Publisher {
  readonly publish: Listener
  /** Returns a function that stops listening. */
  subscribe(listener: Listener): () => void
}

/** A door that cannot be told keeps no other from being told, and nobody from going on. */
export function createPublisher(log: Log): Publisher {
  const listeners = new Set<Listener>()
  return {
    publish(event, payload) {
      for (const listener of listeners) shield(() => listener(event, payload), log, `${event} could not be told to a door`)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
