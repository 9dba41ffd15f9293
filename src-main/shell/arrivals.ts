/** @file Keeps what comes from outside of the window until the interface takes it, from the first moment of the process on. */
import type { Arrival } from '../contract/arrivals.ts'
import type { Start } from './command-line.ts'
import { readLink } from './links.ts'

/** As many paths as a call of the interface may add. */
const MOST_PATHS = 10_000

export interface Arrivals {
  add(arrival: Arrival): void
  /** What a start brings; answers whether it brought anything. */
  addStart(start: Pick<Start, 'paths' | 'links'>): boolean
  take(): readonly Arrival[]
  /** Told of everything that comes, also of what came before. */
  onChange(listener: (waiting: number) => void): void
}

export function createArrivals(): Arrivals {
  let waiting: Arrival[] = []
  let tell: (waiting: number) => void = () => {}

  function add(arrival: Arrival): void {
    const last = waiting.at(-1)
    // The system hands files over one by one; for a person they are one drop.
    if (arrival.kind === 'files' && last?.kind === 'files') {
      const paths = [...new Set([...last.paths, ...arrival.paths])].slice(0, MOST_PATHS)
      waiting = [...waiting.slice(0, -1), { kind: 'files', paths }]
    } else waiting.push(arrival)
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
      return taken
    },
    onChange(listener) {
      tell = listener
      if (waiting.length > 0) listener(waiting.length)
    },
  }
}
