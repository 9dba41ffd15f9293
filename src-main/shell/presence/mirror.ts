/** @file Mirrors a state of the engine, for the desktop's own parts. */
import type { EventName } from '../../contract/channels.ts'
import type { EventPayload } from '../../contract/events.ts'
import type { Envelope } from '../../contract/requests.ts'
import type { Reelay } from '../../host.ts'
import { notifyAll } from '../notify-all.ts'

export interface Mirror<T> {
  /** `null` as long as it could not be read. */
  get(): T | null
  onChange(listener: (value: T) => void): void
}

/**
 * @param event the event that reports the state
 * @param reported the state in the payload of that event
 * @param read requests the state at first; its failure leaves the mirror empty until the next event
 */
export async function createMirror<E extends EventName, T>(
  { publisher, log }: Pick<Reelay, 'publisher' | 'log'>,
  event: E,
  reported: (payload: EventPayload<E>) => T,
  read: () => Promise<Envelope<T>>,
): Promise<Mirror<T>> {
  let value: T | null = null
  const listeners: ((value: T) => void)[] = []
  publisher.subscribe((name: EventName, payload: EventPayload<EventName>) => {
    if (name !== event) return
    const now = reported(payload as EventPayload<E>)
    value = now
    notifyAll(listeners, now, log)
  })
  const answer = await read()
  // An event that came meanwhile is newer.
  if (answer.ok) value ??= answer.value
  return { get: () => value, onChange: (listener) => void listeners.push(listener) }
}
