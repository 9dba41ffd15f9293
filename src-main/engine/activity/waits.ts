/** @file The waits of an upload since its first attempt, and their causes. Pure. */
import { dispositionOf } from '../../contract/errors/errors.ts'
import type { ActivityWait, WaitCause } from '../../contract/history/activity.ts'
import type { Waiting } from '../../contract/queue/upload.ts'
import type { UploadEventType } from '../queue/transition.ts'
import type { Upload } from '../queue/upload.ts'

/** Of more waits the shortest are dropped. */
export const MAX_WAITS = 100
/** Shorter waits are part of sending. */
const MIN_MS = 1_000

/** The phase of an upload in its plot. */
type Phase =
  | { readonly kind: 'sending' }
  /** No more bytes are expected. */
  | { readonly kind: 'over' }
  | { readonly kind: 'waiting'; readonly cause: WaitCause }

/** @param cause of the open wait; `null` without one */
export function phaseAfter(
  { state, waiting }: Pick<Upload, 'state' | 'waiting'>,
  event: UploadEventType,
  cause: WaitCause | null,
): Phase {
  switch (state) {
    case 'uploading':
    case 'verifying':
      return { kind: 'sending' }
    case 'processing':
    case 'done':
    case 'cancelled':
      return { kind: 'over' }
    case 'paused':
      return { kind: 'waiting', cause: 'paused' }
    case 'needs-attention':
    case 'failed':
      return { kind: 'waiting', cause: 'you' }
    case 'waiting':
      return { kind: 'waiting', cause: waiting ? causeOf(waiting) : (cause ?? 'host') }
    case 'preparing':
      // Until bytes move the open wait goes on.
      return { kind: 'waiting', cause: cause ?? 'turn' }
    case 'queued':
      return { kind: 'waiting', cause: queuedCause(event, cause) }
  }
}

function queuedCause(event: UploadEventType, cause: WaitCause | null): WaitCause {
  if (event === 'stop' || event === 'recover') return 'closed'
  return cause === null || cause === 'paused' || cause === 'you' ? 'turn' : cause
}

/** Why a row in the state `waiting` waits. */
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

/** The waits after a phase began at a time; the same list where nothing changed. */
export function waitsAfter(waits: readonly ActivityWait[], phase: Phase, at: number): readonly ActivityWait[] {
  const open = openWait(waits)
  if (phase.kind !== 'waiting') return open ? ended(waits, at) : waits
  if (open?.cause === phase.cause) return waits
  return bounded([...(open ? ended(waits, at) : waits), { from: at, to: null, cause: phase.cause }])
}

function ended(waits: readonly ActivityWait[], at: number): readonly ActivityWait[] {
  const open = waits.at(-1)
  const before = waits.slice(0, -1)
  if (!open || at - open.from < MIN_MS) return before
  return [...before, { ...open, to: at }]
}

function bounded(waits: readonly ActivityWait[]): readonly ActivityWait[] {
  if (waits.length <= MAX_WAITS) return waits
  const duration = ({ from, to }: ActivityWait): number => (to ?? Number.POSITIVE_INFINITY) - from
  const shortest = waits.reduce((least, wait) => (duration(wait) < duration(least) ? wait : least))
  return waits.filter((wait) => wait !== shortest)
}
