/**
 * @file A loop that starts jobs: calls of `pump` within one turn are coalesced into one step, and one timer runs the next step when
 * something is due. Steps run only while the loop is started and the journal can be written.
 */
import { shield } from '../../detach.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'

/** Well below the limit of `setTimeout` (2^31 - 1 ms); a loop that waits longer runs a step in between. */
export const MAX_TIMER_MS = 24 * 60 * 60 * 1_000
const AFTER_ERROR_MS = 60_000

export interface JobLoopDeps extends Pick<QueueDeps, 'clock' | 'closing' | 'log'> {
  readonly records: Pick<Records, 'halted'>
  /** Starts what may start now. Returns when the next step is due (epoch ms), or `null` when only a `pump` can lead to one. */
  readonly step: () => number | null
  /** The log message when a step throws. */
  readonly stepFailed: string
}

/** Creates a loop; nothing runs before `start`, or `runNow`. */
export function createJobLoop({ clock, closing, records, log, step, stepFailed }: JobLoopDeps) {
  let isStarted = false
  let isStopped = false
  let isPumping = false
  let cancelTimer = (): void => {}

  function pump(): void {
    if (isPumping) return
    isPumping = true
    queueMicrotask(() => {
      isPumping = false
      if (isStarted) runNow()
    })
  }

  function runNow(): void {
    if (isStopped || closing.aborted) return
    // Before any time is compared: the machine may have slept, or its clock may have been set.
    clock.checkShift()
    if (!records.halted) shield(runStep, log, stepFailed)
  }

  function runStep(): void {
    cancelTimer()
    // In case the step throws: then it is repeated after a while.
    if (isStarted) cancelTimer = clock.after(AFTER_ERROR_MS, pump)
    const dueAt = step()
    cancelTimer()
    if (!isStarted || dueAt === null) return
    cancelTimer = clock.after(Math.min(Math.max(0, dueAt - clock.now()), MAX_TIMER_MS), pump)
  }

  return {
    /** Runs a step soon. */
    pump,

    /** Runs a step at once, even before `start`. */
    runNow,

    /** Runs the first step, and from now on those that are due. */
    start(): void {
      isStarted = true
      pump()
    },

    /** No step runs any more, and no timer is left. */
    stop(): void {
      isStarted = false
      isStopped = true
      cancelTimer()
    },
  }
}

/** The earliest time; `null` when there is none. */
export function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}
