/** @file Hands every event to every open door. */
import type { EventName } from '../contract/channels.ts'
import type { EventPayload } from '../contract/events.ts'

export type Listener = <E extends EventName>(event: E, payload: EventPayload<E>) => void

export interface Publisher {
  readonly publish: Listener
  /** Returns a function that stops listening. */
  subscribe(listener: Listener): () => void
}

export function createPublisher(): Publisher {
  const listeners = new Set<Listener>()
  return {
    publish(event, payload) {
      for (const listener of listeners) listener(event, payload)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
