/** @file Maps a failure to the event that follows: the only place that does, with the back-off as data. Pure. */
import { dispositionOf, type Failure, failure } from '../../../contract/errors/errors.ts'
import type { WaitingReason } from '../../../contract/queue/upload.ts'
import type { UploadEvent } from '../transition.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** First wait, growth per attempt, and longest wait, by the reason of the wait. */
const BACKOFF: Readonly<Record<WaitingReason, { firstMs: number; factor: number; capMs: number }>> = {
  offline: { firstMs: SECOND, factor: 2, capMs: 30 * SECOND },
  backoff: { firstMs: SECOND, factor: 2, capMs: 5 * MINUTE },
  'host-busy': { firstMs: 5 * SECOND, factor: 2, capMs: 5 * MINUTE },
  'file-growing': { firstMs: 10 * SECOND, factor: 1, capMs: 10 * SECOND },
  // These waits end by an event of their own; the time is only a fallback.
  schedule: { firstMs: MINUTE, factor: 1, capMs: MINUTE },
  asleep: { firstMs: MINUTE, factor: 1, capMs: MINUTE },
  volume: { firstMs: 5 * MINUTE, factor: 1, capMs: 5 * MINUTE },
}

/** The wait for a network that is just reconnecting. */
const RECONNECT_MS = SECOND

/** The longest `Retry-After` that is obeyed; a host that demands more time is asked again after this. */
const MAX_RETRY_AFTER_MS = 60 * MINUTE

interface RetryContext {
  readonly now: number
  /** Attempts in a row without progress, before this one. */
  readonly consecutiveFailures: number
  /** From 0 up to, not including, 1: spreads uploads that failed together. */
  readonly random: number
  /** The machine woke up a moment ago: its network is not back yet, and that is no error. */
  readonly waking?: boolean
}

/** No wait from now is longer: a later due time was computed by a clock that was wrong. */
export const MAX_WAIT_MS = MAX_RETRY_AFTER_MS + 15 * MINUTE

/** The event after a failed attempt: a wait with its end, or a stop that a person sees. */
export function afterFailure(problem: Failure, context: RetryContext): UploadEvent {
  const reason = waitingReason(problem)
  if (reason === null) return { type: 'fail', failure: problem }
  if (reason === 'offline' && context.waking) {
    const reconnecting = failure('network.reconnecting', problem.params, { detail: problem.code })
    return { type: 'wait', free: true, waiting: { reason, until: context.now + RECONNECT_MS, failure: reconnecting } }
  }
  const until = context.now + waitMs(reason, context, problem.retryAfterMs)
  // Without its drive nothing was attempted.
  return { type: 'wait', free: reason === 'volume', waiting: { reason, until, failure: problem } }
}

/**
 * Milliseconds until the next attempt: exponential, capped, with up to 20 % jitter, and not earlier than the host demands
 * (`retryAfterMs`, at most an hour of it).
 */
export function waitMs(
  reason: WaitingReason,
  context: Pick<RetryContext, 'consecutiveFailures' | 'random'>,
  retryAfterMs = 0,
): number {
  const { firstMs, factor, capMs } = BACKOFF[reason]
  const grown = Math.min(capMs, firstMs * factor ** Math.min(context.consecutiveFailures, 30))
  const spread = Math.round(grown * (1 + 0.2 * context.random))
  return Math.max(spread, Math.min(retryAfterMs, MAX_RETRY_AFTER_MS))
}

function waitingReason(problem: Failure): WaitingReason | null {
  switch (dispositionOf(problem)) {
    case 'wait-network':
      return 'offline'
    case 'wait-host':
      return 'host-busy'
    case 'wait-volume':
      return 'volume'
    case 'wait-backoff':
      return problem.code === 'file.growing' ? 'file-growing' : 'backoff'
    case 'attention':
    case 'final':
    case 'halt':
    case 'reject':
      return null
  }
}
