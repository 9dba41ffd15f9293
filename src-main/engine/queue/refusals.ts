/**
 * @file For how long a host has given the same answer to an upload that does not move, read from the history, so that a
 * restart does not forget it. Such waits end with a failure that names the step and the server's answer. Pure.
 */

import { type ErrorCode, type Failure, failure, paramOf, titlePhrase } from '../../contract/errors.ts'
import { phrase } from '../../contract/phrase.ts'
import type { HistoryEntry } from '../../contract/upload.ts'
import { firstAtOf, isSoonAfter, timesOf } from './history-lines.ts'

const MINUTE = 60_000
/** A host that lost a connection lets go of its lock after minutes; what is answered for this long will not change by itself. */
const LONGEST_MS = 15 * MINUTE
/** Where tries follow each other quickly, so many say the same. */
const MOST_ATTEMPTS = 20
/** A person asked for it anew. */
const NEW_BEGINNINGS = new Set(['retry', 'resume', 'startOver'])

/** Answers of a host to an upload that it knows. A host that is away, busy or broken is waited for. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'upload.locked',
  'upload.blocked',
  'upload.conflict',
  'upload.checksum',
  'server.answer',
])

/** A row of equal answers that lasts until now. */
export interface RefusalStreak {
  /** Epoch milliseconds. */
  readonly since: number
  /** Without the current one. */
  readonly answers: number
}

/**
 * The failure to stop with when the host has given this answer for too long; otherwise that answer.
 *
 * @param history newest last
 * @param acceptedBytes what the host has confirmed by now; an answer before it confirmed more is of another row
 */
export function lastingRefusal(
  answer: Failure,
  history: readonly HistoryEntry[],
  { now, acceptedBytes }: { readonly now: number; readonly acceptedBytes: number },
): Failure {
  if (!REFUSALS.has(answer.code)) return answer
  const row = streakOf(answer, history, { now, acceptedBytes })
  // A lock is let go when its time has come, however often it is asked for.
  const mostTries = answer.code === 'upload.locked' ? Number.POSITIVE_INFINITY : MOST_ATTEMPTS
  if (row === null || (now - row.since < LONGEST_MS && row.answers + 1 < mostTries)) return answer
  const host = answer.params['host'] ?? phrase('The host')
  const minutes = Math.round((now - row.since) / MINUTE)
  const { detail } = answer
  if (answer.code === 'upload.locked') return failure('upload.lockedLong', { host, minutes }, { detail })
  const reason = answer.params['reason'] === undefined ? titlePhrase(answer) : paramOf(answer, 'reason')
  return failure('upload.stuck', { host, minutes, tries: row.answers + 1, reason }, { detail })
}

export function streakOf(
  answer: Failure,
  history: readonly HistoryEntry[],
  { now, acceptedBytes }: { readonly now: number; readonly acceptedBytes: number },
): RefusalStreak | null {
  let since: number | null = null
  let answers = 0
  for (const entry of history.toReversed()) {
    if (NEW_BEGINNINGS.has(entry.event)) break
    if (entry.failure === null) continue
    const moved = entry.bytes !== null && entry.bytes !== acceptedBytes
    if (moved || entry.failure.code !== answer.code || !isSoonAfter(entry, since ?? now)) break
    since = firstAtOf(entry)
    answers += timesOf(entry)
  }
  return since === null ? null : { since, answers }
}
