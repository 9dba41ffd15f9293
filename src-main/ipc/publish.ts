/** @file Publishes every event to every subscriber. */
import type { EventName } from '../contract/channels.ts'
import type { EventPayload } from '../contract/events.ts'
import { shield } from '../engine/detach.ts'
import type { Log } from '../engine/ports.ts'

export type Listener = <E extends EventName>(event: E, payload: EventPayload<E>) => void

export interface Publisher {
  readonly publish: Listener
  /** Returns a function that stops listening. */
  subscribe(listener: Listener): () => void
  /** Registers a consumer of these events until the returned function is called. */
  addConsumer(events: Iterable<EventName>): () => void
  /** Reports whether an event has consumers, now and on every change. Returns a function that unsubscribes. */
  onConsumers(event: EventName, listener: (isThere: boolean) => void): () => void
}

/** A listener that throws affects neither the other listeners nor the publisher. */
export function createPublisher(log: Log): Publisher {
  const listeners = new Set<Listener>()
  const consumerCounts = new Map<EventName, number>()
  const consumerListeners = new Set<{ readonly event: EventName; readonly listener: (isThere: boolean) => void }>()

  function count(event: EventName, by: 1 | -1): void {
    const before = consumerCounts.get(event) ?? 0
    consumerCounts.set(event, before + by)
    if (before > 0 === before + by > 0) return
    for (const entry of consumerListeners)
      if (entry.event === event) shield(() => entry.listener(by === 1), log, `consumers of ${event} could not be reported`)
  }

  return {
    publish(event, payload) {
      for (const listener of listeners) shield(() => listener(event, payload), log, `${event} could not be published to a client`)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    addConsumer(events) {
      const names = new Set(events)
      for (const event of names) count(event, 1)
      return () => {
        for (const event of names) count(event, -1)
        names.clear()
      }
    },
    onConsumers(event, listener) {
      const entry = { event, listener }
      consumerListeners.add(entry)
      listener((consumerCounts.get(event) ?? 0) > 0)
      return () => void consumerListeners.delete(entry)
    },
  }
}
