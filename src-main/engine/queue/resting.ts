/**
 * @file Accounts whose provider asked for time (429), until when, and with which answer. One list for every request: uploads, copies,
 * polls and deletions wait together, whichever of them got the answer.
 */
import { dispositionOf, type Failure } from '../../contract/errors.ts'
import { shield } from '../detach.ts'
import type { Clock, Log } from '../ports.ts'
import { createAccountPauses } from './account-pauses.ts'
import { LONGEST_TIMER_MS } from './job-loop.ts'
import { waitMs } from './retry.ts'
import type { UploadStore } from './upload-store.ts'

export type Resting = ReturnType<typeof createResting>

export function createResting({
  clock,
  random,
  log,
  accountsAtSameHost,
  onEnd,
}: {
  clock: Clock
  random: () => number
  log: Log
  /** The accounts at the host of an account: what it asks of one, it asks of all. */
  accountsAtSameHost: (accountId: string) => readonly string[]
  /** Some account may be used again. */
  onEnd: () => void
}) {
  const pauses = createAccountPauses(clock)
  let cancelTimer = (): void => {}
  /** When the timer is due, epoch ms. */
  let dueAt: number | null = null
  let closed = false

  function arm(): void {
    cancelTimer()
    // A timer that is late must not be lost together with the accounts that it was for.
    const isLate = dueAt !== null && dueAt <= clock.now()
    dueAt = closed ? null : pauses.nextEnd()
    if (dueAt !== null) cancelTimer = clock.after(Math.min(Math.max(0, dueAt - clock.now()), LONGEST_TIMER_MS), onDue)
    if (isLate && !closed) notifyEnd()
  }

  function onDue(): void {
    dueAt = null
    arm()
    notifyEnd()
  }

  function notifyEnd(): void {
    shield(onEnd, log, 'what waited for a host could not go on')
  }

  function rest(accountId: string, until: number, problem: Failure): void {
    for (const id of accountsAtSameHost(accountId)) pauses.pause(id, until, problem)
    arm()
  }

  return {
    /** The accounts that must be left alone now. */
    ids: pauses.ids,
    /** What the host of an account answered that must be left alone now. */
    reason: pauses.reason,
    rest,

    /** After a start: what hosts asked for before it. */
    recall(uploads: Pick<UploadStore, 'restingAccounts' | 'waitingFor'>): void {
      for (const { accountId, until } of uploads.restingAccounts(clock.now())) {
        const [upload] = uploads.waitingFor('host-busy', accountId, 1)
        if (upload?.waiting) rest(accountId, until, upload.waiting.failure)
      }
    },

    /** Takes note of what a host answered, to whatever it was asked. */
    noteFailure(accountId: string, problem: Failure): void {
      if (dispositionOf(problem) !== 'wait-host') return
      rest(
        accountId,
        clock.now() + waitMs('host-busy', { consecutiveFailures: 0, random: random() }, problem.retryAfterMs),
        problem,
      )
    },

    /** The clock was set: hosts rest as long as they asked for. */
    clockMoved(byMs: number): void {
      pauses.clockMoved(byMs)
      dueAt = null
      arm()
    },

    close(): void {
      closed = true
      cancelTimer()
    },
  }
}
