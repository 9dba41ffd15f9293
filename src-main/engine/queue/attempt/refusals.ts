/**
 * @file Ends the retries of an upload without progress that its host has refused in the same way for too long, with a failure that names
 * the answer of the host. The time is read from the history, so it survives a restart. Pure.
 */
import { type ErrorCode, type Failure, failure, paramOf, titlePhrase } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { HistoryEntry } from '../../../contract/queue/upload.ts'
import { firstAtOf, isSoonAfter, timesOf } from '../history-lines.ts'

const MINUTE = 60_000
/** A server that lost a connection releases its lock within minutes; an answer that lasts this long will not change by itself. */
const MAX_MS = 15 * MINUTE
/** Where attempts follow each other quickly, so many are enough. */
const MAX_ATTEMPTS = 20
/** Events of a person, with which a streak starts over. */
const NEW_BEGINNINGS = new Set(['retry', 'resume', 'startOver'])

/** Answers of a host to an upload that exists there. A host that is unreachable, busy or broken is waited for. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'upload.locked',
  'upload.blocked',
  'upload.conflict',
  'upload.checksum',
  'server.answer',
])

/** Consecutive equal answers until now. */
interface RefusalStreak {
  /** Epoch ms of the first. */
  readonly since: number
  /** Their number, without the current one. */
  readonly answers: number
}

/**
 * The failure to stop with when the host has answered this for too long; otherwise the answer itself.
 *
 * @param history newest last
 * @param acceptedBytes the confirmed offset; answers at a lower offset belong to an earlier streak
 */
export function lastingRefusal(
  answer: Failure,
  history: readonly HistoryEntry[],
  { now, acceptedBytes }: { readonly now: number; readonly acceptedBytes: number },
): Failure {
  if (!REFUSALS.has(answer.code)) return answer
  const streak = streakOf(answer, history, { now, acceptedBytes })
  // A lock is released after some time, however many attempts are made until then.
  const mostAttempts = answer.code === 'upload.locked' ? Number.POSITIVE_INFINITY : MAX_ATTEMPTS
  if (streak === null || (now - streak.since < MAX_MS && streak.answers + 1 < mostAttempts)) return answer
  const host = answer.params['host'] ?? phrase('The host')
  const minutes = Math.round((now - streak.since) / MINUTE)
  const { detail } = answer
  if (answer.code === 'upload.locked') return failure('upload.lockedLong', { host, minutes }, { detail })
  const reason = answer.params['reason'] === undefined ? titlePhrase(answer) : paramOf(answer, 'reason')
  return failure('upload.stuck', { host, minutes, tries: streak.answers + 1, reason }, { detail })
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
