/** @file Computes the state that tray, taskbar and badge show from the figures of the queue. Pure. */
import { type QueueSummary, RUNNING, SETTLED, UPLOAD_STATES } from '../../contract/queue/upload.ts'

/**
 * - `needs-you`: a person has to act.
 * - `waiting`: the rest continues by itself, later.
 */
export type PresenceState = 'idle' | 'sending' | 'waiting' | 'paused' | 'needs-you'

export interface Presence {
  readonly state: PresenceState
  /** Of all uploads that continue by themselves, from 0 to 1; `null` when there are none. */
  readonly progress: number | null
  /** Clips that need a person, for the badge. */
  readonly needs: number
  readonly sending: number
  /** Unfinished clips that are not being sent. */
  readonly queued: number
}

export const NOTHING: Presence = { state: 'idle', progress: null, needs: 0, sending: 0, queued: 0 }

export function presenceOf({ counts, openBytes, openAcceptedBytes, openInFlightBytes, halted }: QueueSummary): Presence {
  const sending = [...RUNNING].reduce((sum, state) => sum + counts[state], 0)
  const open = UPLOAD_STATES.filter((state) => !SETTLED.has(state)).reduce((sum, state) => sum + counts[state], 0)
  const queued = open - sending
  const needs = counts['needs-attention'] + counts.failed
  const progress = open === 0 || openBytes === 0 ? null : Math.min(1, (openAcceptedBytes + openInFlightBytes) / openBytes)
  return { state: stateOf(), progress, needs, sending, queued }

  function stateOf(): PresenceState {
    if (halted || needs > 0) return 'needs-you'
    if (sending > 0) return 'sending'
    if (queued > 0) return 'waiting'
    return counts.paused > 0 ? 'paused' : 'idle'
  }
}

/** The progress bar in the taskbar or dock. */
interface ProgressBar {
  /** -1 removes it. */
  readonly value: number
  readonly mode: 'none' | 'normal' | 'error' | 'paused'
}

export function progressBarOf({ state, progress }: Presence): ProgressBar {
  if (progress === null) return { value: -1, mode: 'none' }
  if (state === 'needs-you') return { value: progress, mode: 'error' }
  return { value: progress, mode: state === 'sending' ? 'normal' : 'paused' }
}
