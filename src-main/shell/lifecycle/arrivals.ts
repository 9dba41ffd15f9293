/** @file Queues what comes from outside of the window, from the start of the process on, until the interface takes it. */
import type { Arrival } from '../../contract/arrivals.ts'
import type { Start } from './command-line.ts'
import { parseLink } from './links.ts'

export interface Arrivals {
  add(arrival: Arrival): void
  /** Adds the arguments of a start. */
  addStart(start: Pick<Start, 'paths' | 'links'>): void
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
      if (paths.length > 0) add({ kind: 'files', paths })
      for (const link of links) {
        const arrival = parseLink(link)
        if (arrival !== null) add(arrival)
      }
    },
    take() {
      const taken = waiting
      waiting = []
      return taken.map((arrival) => (arrival.kind === 'files' ? { kind: 'files', paths: [...arrival.paths] } : arrival))
    },
    onChange(listener) {
      notify = listener
      if (waiting.length > 0) listener(waiting.length)
    },
  }
}
