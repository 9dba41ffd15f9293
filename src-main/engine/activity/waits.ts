/** @file Which waits an upload has had since it was sent for the first time, and why. Pure. */
import type { ActivityWait, WaitCause } from '../../contract/activity.ts'
import { dispositionOf } from '../../contract/errors.ts'
import type { Waiting } from '../../contract/upload.ts'
import type { UploadEventType } from '../queue/transition.ts'
import type { Upload } from '../queue/upload.ts'

/** The longest ones of more are kept. */
export const MOST_WAITS = 100
/** What is shorter is part of sending. */
const SHORTEST_MS = 1_000

/** What a transition means for a plot: bytes move, nothing is expected to any more, or it waits. */
export type Phase = { readonly is: 'sending' } | { readonly is: 'over' } | { readonly is: 'waiting'; readonly cause: WaitCause }

/**
 * @param cause of the wait that lasts; `null` without one
 */
export function phaseAfter(
  { state, waiting }: Pick<Upload, 'state' | 'waiting'>,
  event: UploadEventType,
  cause: WaitCause | null,
): Phase {
  switch (state) {
    case 'uploading':
    case 'verifying':
      return { is: 'sending' }
    case 'processing':
    case 'done':
    case 'cancelled':
      return { is: 'over' }
    case 'paused':
      return { is: 'waiting', cause: 'paused' }
    case 'needs-attention':
    case 'failed':
      return { is: 'waiting', cause: 'you' }
    case 'waiting':
      return { is: 'waiting', cause: waiting ? causeOf(waiting) : (cause ?? 'host') }
    case 'preparing':
      // Until bytes move it is the wait of before.
      return { is: 'waiting', cause: cause ?? 'turn' }
    case 'queued':
      return { is: 'waiting', cause: queuedCause(event, cause) }
  }
}

function queuedCause(event: UploadEventType, cause: WaitCause | null): WaitCause {
  if (event === 'stop' || event === 'recover') return 'closed'
  return cause === null || cause === 'paused' || cause === 'you' ? 'turn' : cause
}

/** Why a row waits that waits by itself. */
export function causeOf({ reason, failure }: Waiting): WaitCause {
  switch (reason) {
    case 'offline':
      return 'network'
    case 'backoff':
      return dispositionOf(failure) === 'wait-network' ? 'network' : 'host'
    case 'host-busy':
      return 'host'
    case 'file-growing':
      return 'file'
    case 'volume':
      return 'drive'
    case 'schedule':
    case 'asleep':
      return reason
  }
}

export const openWait = (waits: readonly ActivityWait[]): ActivityWait | null => {
  const last = waits.at(-1)
  return last?.to === null ? last : null
}

/** The waits after a phase has begun at a time; the same list where nothing changed. */
export function waitsAfter(waits: readonly ActivityWait[], phase: Phase, at: number): readonly ActivityWait[] {
  const open = openWait(waits)
  if (phase.is !== 'waiting') return open ? ended(waits, at) : waits
  if (open?.cause === phase.cause) return waits
  return fewer([...(open ? ended(waits, at) : waits), { from: at, to: null, cause: phase.cause }])
}

function ended(waits: readonly ActivityWait[], at: number): readonly ActivityWait[] {
  const open = waits.at(-1)
  const before = waits.slice(0, -1)
  if (!open || at - open.from < SHORTEST_MS) return before
  return [...before, { ...open, to: at }]
}

function fewer(waits: readonly ActivityWait[]): readonly ActivityWait[] {
  if (waits.length <= MOST_WAITS) return waits
  const length = ({ from, to }: ActivityWait): number => (to ?? Number.POSITIVE_INFINITY) - from
  const shortest = waits.reduce((least, wait) => (length(wait) < length(least) ? wait : least))
  return waits.filter((wait) => wait !== shortest)
}
