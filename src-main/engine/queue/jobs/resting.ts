/**
 * @file The resting accounts: those whose host demanded a pause (429), until when, and with which failure. One list for all requests:
 * uploads, copies, polls and deletions wait together, whichever of them got the answer.
 */
import { dispositionOf, type Failure } from '../../../contract/errors/errors.ts'
import { shield } from '../../detach.ts'
import { waitMs } from '../attempt/retry.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { UploadStore } from '../upload-store.ts'
import { createAccountPauses } from './account-pauses.ts'
import { MAX_TIMER_MS } from './job-loop.ts'

export type Resting = ReturnType<typeof createResting>

interface Deps extends Pick<QueueDeps, 'clock' | 'random' | 'log'> {
  /** The ids of all accounts at the same host, which rest together. */
  readonly accountsAtSameHost: (accountId: string) => readonly string[]
  /** An account may be used again. */
  readonly onEnd: () => void
}

export function createResting({ clock, random, log, accountsAtSameHost, onEnd }: Deps) {
  const pauses = createAccountPauses(clock)
  let cancelTimer = (): void => {}
  /** When the timer is due, epoch ms. */
  let dueAt: number | null = null
  let closed = false

  function arm(): void {
    cancelTimer()
    // A timer that is already due is reported here, because it is cancelled and `ids` drops its accounts.
    const isLate = dueAt !== null && dueAt <= clock.now()
    dueAt = closed ? null : pauses.nextEnd()
    if (dueAt !== null) cancelTimer = clock.after(Math.min(Math.max(0, dueAt - clock.now()), MAX_TIMER_MS), onDue)
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
    /** Ids of the accounts that rest now. */
    ids: pauses.ids,
    /** The failure because of which an account rests now; `null` when it does not. */
    reason: pauses.reason,
    rest,

    /** After a start: reads the accounts that rest since the last process, from the waits of their uploads. */
    restore(uploads: Pick<UploadStore, 'restingAccounts' | 'waitingFor'>): void {
      for (const { accountId, until } of uploads.restingAccounts(clock.now())) {
        const [upload] = uploads.waitingFor('host-busy', accountId, 1)
        if (upload?.waiting) rest(accountId, until, upload.waiting.failure)
      }
    },

    /** Lets an account rest where the failure of any request of it demands that. */
    noteFailure(accountId: string, problem: Failure): void {
      if (dispositionOf(problem) !== 'wait-host') return
      rest(
        accountId,
        clock.now() + waitMs('host-busy', { consecutiveFailures: 0, random: random() }, problem.retryAfterMs),
        problem,
      )
    },

    /** The wall clock was set: rests keep their length. */
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
