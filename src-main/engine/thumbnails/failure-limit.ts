/**
 * @file Limits retries of work that failed for a reason which says nothing about the clip: a program was killed, a page hung, a read
 * was refused. After two failures within an hour, as each may take long, the maker is excluded for an hour.
 */
import { MAKERS, type MakerName } from './ports.ts'

const MAX_FAILURES = 2
const LAPSE_MS = 60 * 60 * 1_000
const MAX_REMEMBERED = 1_000

export interface FailureLimit {
  note(id: string, maker: MakerName): void
  /** The makers that are not used for a clip for now. */
  excluded(id: string): readonly MakerName[]
}

/** @param now in epoch ms */
export function createFailureLimit(now: () => number): FailureLimit {
  const failures = new Map<string, { readonly count: number; readonly at: number }>()

  /** A clock that was set back ends the exclusion, too. */
  function countOf(key: string): number {
    const { count, at } = failures.get(key) ?? { count: 0, at: 0 }
    const agoMs = now() - at
    return agoMs >= 0 && agoMs < LAPSE_MS ? count : 0
  }

  return {
    note(id, maker) {
      const key = keyOf(id, maker)
      const count = countOf(key) + 1
      failures.delete(key)
      failures.set(key, { count, at: now() })
      for (const [oldest] of failures) if (failures.size > MAX_REMEMBERED) failures.delete(oldest)
    },
    excluded: (id) => MAKERS.filter((maker) => countOf(keyOf(id, maker)) >= MAX_FAILURES),
  }
}

function keyOf(id: string, maker: MakerName): string {
  return `${id} ${maker}`
}
