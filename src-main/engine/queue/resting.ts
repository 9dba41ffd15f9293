/**
 * @file Accounts whose host asked for time, until when, and with which answer. One list for all that asks hosts for anything: whoever is told
 * first, uploads, copies, questions and deletions wait together.
 */
import { dispositionOf, type Failure } from '../../contract/errors.ts'
import { shield } from '../detach.ts'
import type { Clock, Log } from '../ports.ts'
import { waitMs } from './retry.ts'
import type { UploadStore } from './upload-store.ts'

/** Timers longer than this overflow. */
const LONGEST_TIMER_MS = 24 * 60 * 60 * 1_000

export type Resting = ReturnType<typeof createResting>

export function createResting({
  clock,
  random,
  log,
  sharingHost,
  onEnd,
}: {
  clock: Clock
  random: () => number
  log: Log
  /** The accounts at the host of an account: what it asks of one, it asks of all. */
  sharingHost: (accountId: string) => readonly string[]
  /** Some account may be used again. */
  onEnd: () => void
}) {
  const ends = new Map<string, { readonly until: number; readonly problem: Failure }>()
  let cancelTimer: (() => void) | null = null
  let closed = false

  function arm(): void {
    cancelTimer?.()
    cancelTimer = null
    if (ends.size === 0 || closed) return
    const delayMs = Math.max(0, Math.min(...[...ends.values()].map(({ until }) => until)) - clock.now())
    cancelTimer = clock.after(Math.min(delayMs, LONGEST_TIMER_MS), () => {
      const before = ends.size
      ids()
      arm()
      if (ends.size < before) shield(onEnd, log, 'what waited for a host could not go on')
    })
  }

  function ids(): string[] {
    const now = clock.now()
    for (const [id, { until }] of ends) if (until <= now) ends.delete(id)
    return [...ends.keys()]
  }

  function rest(accountId: string, until: number, problem: Failure): void {
    for (const id of sharingHost(accountId)) if (until > (ends.get(id)?.until ?? 0)) ends.set(id, { until, problem })
    arm()
  }

  return {
    /** The accounts that are to be left alone now. */
    ids,
    has: (accountId: string): boolean => ids().includes(accountId),
    /** What the host of an account said that is to be left alone now. */
    reason: (accountId: string): Failure | null => (ids().includes(accountId) ? (ends.get(accountId)?.problem ?? null) : null),
    rest,

    /** After a start: what hosts asked for before it. */
    recall(uploads: Pick<UploadStore, 'askedForTime' | 'waitingFor'>): void {
      for (const { accountId, until } of uploads.askedForTime(clock.now())) {
        const [upload] = uploads.waitingFor('host-busy', accountId, 1)
        if (upload?.waiting) rest(accountId, until, upload.waiting.failure)
      }
    },

    /** Takes note of what a host answered, to whatever it was asked. */
    hear(accountId: string, problem: Failure): void {
      if (dispositionOf(problem) !== 'wait-host') return
      rest(accountId, clock.now() + waitMs('host-busy', { tries: 0, random: random() }, problem.retryAfterMs), problem)
    },

    /** The clock was set: hosts rest as long as they asked for. */
    clockMoved(byMs: number): void {
      for (const [id, { until, problem }] of ends) ends.set(id, { until: until + byMs, problem })
      arm()
    },

    close(): void {
      closed = true
      cancelTimer?.()
    },
  }
}
