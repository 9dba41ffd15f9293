/**
 * @file Work on a clip that came to no end, which says nothing about the clip: a program was killed, a page hung, a read was refused. It is
 * repeated, but not for ever, as each time may take long: twice within an hour, and then not for an hour.
 */
import { MAKERS, type MakerName } from './ports.ts'

const MOST_TIMES = 2
const LAPSE_MS = 60 * 60 * 1_000
const MOST_REMEMBERED = 1_000

export interface Troubles {
  note(id: string, maker: MakerName): void
  /** The makers that are not asked about a clip for now. */
  givenUp(id: string): readonly MakerName[]
}

/** @param now in epoch ms */
export function createTroubles(now: () => number): Troubles {
  const noted = new Map<string, { readonly times: number; readonly at: number }>()

  /** A clock that was set back ends it, too. */
  function timesOf(key: string): number {
    const { times, at } = noted.get(key) ?? { times: 0, at: 0 }
    const agoMs = now() - at
    return agoMs >= 0 && agoMs < LAPSE_MS ? times : 0
  }

  return {
    note(id, maker) {
      const key = keyOf(id, maker)
      const times = timesOf(key) + 1
      noted.delete(key)
      noted.set(key, { times, at: now() })
      for (const [oldest] of noted) if (noted.size > MOST_REMEMBERED) noted.delete(oldest)
    },
    givenUp: (id) => MAKERS.filter((maker) => timesOf(keyOf(id, maker)) >= MOST_TIMES),
  }
}

function keyOf(id: string, maker: MakerName): string {
  return `${id} ${maker}`
}
