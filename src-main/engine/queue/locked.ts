/** @file For how long a host has held an upload locked, read from the history, so that a restart does not forget it. Pure. */
import { type Failure, failure } from '../../contract/errors.ts'
import type { HistoryEntry } from '../../contract/upload.ts'

const MINUTE = 60_000
/** A host that lost a connection lets go after minutes; one that has not after this will not by itself. */
const LONGEST_LOCK_MS = 15 * MINUTE
/** With a longer pause between two tries nobody knows what happened in between; longer than any wait for a next try. */
const LONGEST_GAP_MS = 10 * MINUTE
/** A person asked for it anew. */
const NEW_BEGINNINGS = new Set(['retry', 'resume', 'startOver'])

/** The failure to stop with when the host answers “locked” once more after too long; otherwise that answer. */
export function lockedFailure(locked: Failure, history: readonly HistoryEntry[], now: number): Failure {
  const since = lockedSince(history, now)
  if (since === null || now - since < LONGEST_LOCK_MS) return locked
  const minutes = Math.round((now - since) / MINUTE)
  return failure('upload.lockedLong', { host: locked.params['host'] ?? 'The host', minutes }, { detail: locked.detail })
}

/** When the host answered “locked” first in the row that lasts until now. `history` has the newest last. */
export function lockedSince(history: readonly HistoryEntry[], now: number): number | null {
  let since: number | null = null
  for (const entry of history.toReversed()) {
    if (NEW_BEGINNINGS.has(entry.event)) break
    if (entry.failure === null) continue
    const gap = (since ?? now) - entry.at
    if (entry.failure.code !== 'upload.locked' || gap > LONGEST_GAP_MS + (entry.failure.retryAfterMs ?? 0)) break
    since = entry.at
  }
  return since
}
