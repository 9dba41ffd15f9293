/** @file Keeps what comes from outside of the window until the interface takes it, from the first moment of the process on. */
import type { Arrival } from '../contract/arrivals.ts'
import type { Start } from './command-line.ts'
import { readLink } from './links.ts'

export interface Arrivals {
  add(arrival: Arrival): void
  /** Adds the arguments of a start; returns whether there were any. */
  addStart(start: Pick<Start, 'paths' | 'links'>): boolean
  take(): readonly Arrival[]
  /** Called for every arrival, and at once for earlier ones. */
  onChange(listener: (waiting: number) => void): void
}

export function createArrivals(): Arrivals {
  let waiting: (Exclude<Arrival, { kind: 'files' }> | { readonly kind: 'files'; readonly paths: Set<string> })[] = []
  let notify: (waiting: number) => void = () => {}

  function add(arrival: Arrival): void {
    const last = waiting.at(-1)
    if (arrival.kind !== 'files') waiting.push(arrival)
    // macOS reports files one by one, even thousands; for a person they are one drop.
    else if (last?.kind === 'files') for (const path of arrival.paths) last.paths.add(path)
    else waiting.push({ kind: 'files', paths: new Set(arrival.paths) })
    notify(waiting.length)
  }

  return {
    add,
    addStart({ paths, links }) {
      const shown = links.map(readLink).filter((arrival) => arrival !== null)
      if (paths.length > 0) add({ kind: 'files', paths })
      shown.forEach(add)
      return paths.length > 0 || shown.length > 0
    },
    take() {
      const taken = waiting
      waiting = []
      return taken.map((one) => (one.kind === 'files' ? { kind: 'files', paths: [...one.paths] } : one))
    },
    onChange(listener) {
      notify = listener
      if (waiting.length > 0) listener(waiting.length)
    },
  }
}
