/** @file Mirrors a value of the host in the page: reads it with each connection, and replaces it with each event. */
import type { EventName } from '@contract/channels.ts'
import type { EventPayload } from '@contract/events.ts'
import { readonly, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'

/**
 * A failed read is a lost connection, which the banner reports; the next connection reads again.
 *
 * @param event carries the whole value, not a change of it
 * @param read passes the answer of the host to `accept`. It may set what it has read besides: watchers run after both
 * @param beforeChange called with each new value, before it replaces the last one
 */
export function createMirror<E extends EventName>(
  bridge: Bridge,
  event: E,
  initial: EventPayload<E>,
  read: (accept: (answer: EventPayload<E>) => void) => Promise<void>,
  beforeChange: (next: EventPayload<E>) => void = () => {},
) {
  const value = shallowRef<EventPayload<E>>(initial)
  /** Whether a value of the host has come. */
  const loaded = shallowRef(false)
  /** Counts values and reads: an answer to a read may be older than a value that has come since. */
  let version = 0

  function set(next: EventPayload<E>): void {
    version += 1
    beforeChange(next)
    value.value = next
    loaded.value = true
  }

  async function readNow(): Promise<void> {
    version += 1
    const own = version
    await read((answer) => {
      if (own === version) set(answer)
    })
  }

  bridge.on(event, set)
  bridge.onConnect(() => void readNow().catch(() => {}))

  return {
    value,
    loaded: readonly(loaded),
    /** Takes over what a command of this page has returned, before its event arrives. */
    set,
  }
}
