/** @file Keeps what comes from outside of the window until the interface takes it, from the first moment of the process on. */
import type { Arrival } from '../contract/arrivals.ts'
import type { Start } from './command-line.ts'
import { readLink } from './links.ts'

export interface Arrivals {
  add(arrival: Arrival): void
  /** What a start brings; answers whether it brought anything. */
  addStart(start: Pick<Start, 'paths' | 'links'>): boolean
  take(): readonly Arrival[]
  /** Told of everything that comes, also of what came before. */
  onChange(listener: (waiting: number) => void): void
}

export function createArrivals(): Arrivals {
  let waiting: (Exclude<Arrival, { kind: 'files' }> | { readonly kind: 'files'; readonly paths: Set<string> })[] = []
  let tell: (waiting: number) => void = () => {}

  function add(arrival: Arrival): void {
    const last = waiting.at(-1)
    if (arrival.kind !== 'files') waiting.push(arrival)
    // The system hands files over one by one, thousands at times; for a person they are one drop.
    else if (last?.kind === 'files') for (const path of arrival.paths) last.paths.add(path)
    else waiting.push({ kind: 'files', paths: new Set(arrival.paths) })
    tell(waiting.length)
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
      tell = listener
      if (waiting.length > 0) listener(waiting.length)
    },
  }
}
