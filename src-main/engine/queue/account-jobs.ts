/**
 * @file A job loop with at most one job per account at a time. An account is left out while its job runs, while its host rests
 * (`resting.ts`, the same for every loop), and while this loop has paused it.
 *
 * Pauses belong to one loop because they say nothing about the others: a question that failed for the network must not stop
 * uploads, which have their own back-off, and an upload host that works must not hide that questions fail.
 */
import { type Failure, failureFrom } from '../../contract/errors.ts'
import { shield } from '../detach.ts'
import { createAccountPauses } from './account-pauses.ts'
import { createJobLoop, earliest, type JobLoopDeps } from './job-loop.ts'
import type { Resting } from './resting.ts'

export interface AccountJobsDeps extends JobLoopDeps {
  readonly resting: Pick<Resting, 'ids' | 'reason'>
  /** For the log, when a job throws. */
  readonly jobFailed: string
  /** How long an account is paused whose job threw: the error would come again at once. */
  readonly pauseAfterErrorMs: number
}

export function createAccountJobs({ resting, jobFailed, pauseAfterErrorMs, ...deps }: AccountJobsDeps) {
  const { clock, log } = deps
  const running = new Map<string, Promise<void>>()
  const pauses = createAccountPauses(clock)
  const loop = createJobLoop({ ...deps, step })

  /** The end of a pause is read first: one that ends during the step, which has left its account out, still has its timer. */
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

    /** Accounts that no job may start for now. */
    unavailable: (): string[] => [...running.keys(), ...resting.ids(), ...pauses.ids()],

    /** Why no job of an account may start, as far as a failure is the reason. */
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
          // A journal that cannot be written stops every loop by itself.
          if (!deps.records.halted) pauses.pause(accountId, clock.now() + pauseAfterErrorMs, failureFrom(caught))
          shield(() => onError(caught), log, jobFailed)
        })
        .finally(() => {
          running.delete(accountId)
          loop.pump()
        })
      running.set(accountId, ended)
    },

    /** Settles when the job of an account has ended; `undefined` when none runs. */
    jobOf: (accountId: string): Promise<void> | undefined => running.get(accountId),

    /** Settles when the jobs that run now have ended. */
    async ended(): Promise<void> {
      await Promise.all(running.values())
    },

    pause: pauses.pause,

    /** Whatever kept an account from being used may be gone. */
    release(accountId: string): void {
      pauses.end(accountId)
      loop.pump()
    },

    clockMoved(byMs: number): void {
      pauses.clockMoved(byMs)
      loop.pump()
    },

    /** Starts no job any more and waits for those that run; abort them first. */
    async close(): Promise<void> {
      loop.stop()
      await Promise.all(running.values())
    },
  }
}
