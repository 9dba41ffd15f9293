/**
 * @file A job loop with at most one job per account at a time. An account is skipped while its job runs, while it rests (`resting.ts`,
 * shared by all loops), and while this loop has paused it.
 *
 * A pause belongs to one loop: a poll that failed because of the network must not stop uploads, which have their own back-off, and an
 * upload server that works does not mean that polls do.
 */
import { type Failure, failureFrom } from '../../../contract/errors/errors.ts'
import { shield } from '../../detach.ts'
import { createAccountPauses } from './account-pauses.ts'
import { createJobLoop, earliest, type JobLoopDeps } from './job-loop.ts'
import type { Resting } from './resting.ts'

interface AccountJobsDeps extends JobLoopDeps {
  readonly resting: Pick<Resting, 'ids' | 'reason'>
  /** The log message when a job throws. */
  readonly jobFailed: string
  /** How long an account is paused after its job threw: repeated at once, it would probably throw again. */
  readonly pauseAfterErrorMs: number
}

export function createAccountJobs({ resting, jobFailed, pauseAfterErrorMs, ...deps }: AccountJobsDeps) {
  const { clock, log } = deps
  const running = new Map<string, Promise<void>>()
  const pauses = createAccountPauses(clock)
  const loop = createJobLoop({ ...deps, step })

  /** Reads the end of the next pause first: a pause that ends during the step, which skipped its account, still gets a timer. */
  function step(): number | null {
    const pauseEnd = pauses.nextEnd()
    return earliest([deps.step(), pauseEnd])
  }

  return {
    pump: loop.pump,
    runNow: loop.runNow,
    start: loop.start,

    get isIdle(): boolean {
      return running.size === 0
    },

    /** Ids of the accounts for which no job may start now. */
    unavailable: (): string[] => [...running.keys(), ...resting.ids(), ...pauses.ids()],

    /** The failure because of which no job of an account may start; `null` without one. */
    reason: (accountId: string): Failure | null => pauses.reason(accountId) ?? resting.reason(accountId),

    /**
     * Runs a job and then the next step. A job that throws pauses its account, so that it is not repeated at once.
     *
     * @param onError called when the job throws
     */
    run(accountId: string, job: () => Promise<void>, onError: (caught: unknown) => void = () => {}): void {
      const ended = job()
        .catch((caught: unknown) => {
          log.error(jobFailed, caught)
          // Without a pause where the journal cannot be written: that stops every loop anyway.
          if (!deps.records.halted) pauses.pause(accountId, clock.now() + pauseAfterErrorMs, failureFrom(caught))
          shield(() => onError(caught), log, jobFailed)
        })
        .finally(() => {
          running.delete(accountId)
          loop.pump()
        })
      running.set(accountId, ended)
    },

    /** Resolves when the job of an account has ended; `undefined` when none runs. */
    jobOf: (accountId: string): Promise<void> | undefined => running.get(accountId),

    /** Resolves when the jobs that run now have ended. */
    async ended(): Promise<void> {
      await Promise.all(running.values())
    },

    pause: pauses.pause,

    /** Ends the pause of an account: the reason for it may be gone. */
    release(accountId: string): void {
      pauses.end(accountId)
      loop.pump()
    },

    clockMoved(byMs: number): void {
      pauses.clockMoved(byMs)
      loop.pump()
    },

    /** Starts no more jobs, and waits for those that run; abort them first. */
    async close(): Promise<void> {
      loop.stop()
      await Promise.all(running.values())
    },
  }
}
