/** @file What follows a failed attempt: a wait, a stop, or a start from the first byte. */
import { type Failure, failure, failureFrom } from '../../../contract/errors/errors.ts'
import { stopsAccount } from '../../accounts/health.ts'
import type { Upload } from '../upload.ts'
import { lastingRefusal } from './refusals.ts'
import type { Reopening } from './reopening.ts'
import { afterFailure } from './retry.ts'
import { applyUnlessChanged, type RunnerDeps, startOverUnlessChanged } from './runner-deps.ts'
import { untilStable } from './until-stable.ts'

/** Failures that an unplugged drive leads to: its mount point is empty or has other files. */
const OUT_OF_REACH: ReadonlySet<string> = new Set(['file.missing', 'file.unreadable', 'file.changed', 'file.notRegular'])

export function createAttemptFailure(deps: RunnerDeps & { readonly reopening: Pick<Reopening, 'wasReconnected'> }) {
  const { records, transfers, clock, settings, log, reopening } = deps

  return { explained, concludeUnlessHalted }

  /**
   * The actual failure behind a failure of the file: that its drive is not there, or that the drive was reconnected.
   *
   * @param isUnderWay whether the file was opened for sending
   */
  async function explained(id: string, problem: Failure, isUnderWay: boolean): Promise<Failure> {
    const upload = records.get(id)
    if (!upload || !OUT_OF_REACH.has(problem.code)) return problem
    try {
      const away = (await deps.fileAway(upload.path)) ?? (await deps.locations.awayFailure(upload))
      if (away || !isUnderWay || problem.code !== 'file.changed') return away ?? problem
      return (await reopening.wasReconnected(upload)) ? failure('file.reconnected', { path: upload.path }) : problem
    } catch (caught) {
      return failureFrom(caught)
    }
  }

  /** Where the journal cannot be written, the queue is halted, and the row stays as it was. */
  function concludeUnlessHalted(id: string, problem: Failure): void {
    try {
      conclude(id, problem)
    } catch (caught) {
      if (!records.halted) throw caught
    }
  }

  function conclude(id: string, problem: Failure): void {
    const upload = records.get(id)
    if (!upload) return
    log.info(`upload ${id} stopped: ${problem.code}`)
    if (problem.code === 'upload.expired' && settings.get().whenExpired === 'start-over-once' && isToBeSentAgain(upload)) {
      // It waits until now, so that it is queued at once and no person is needed.
      const waiting = { reason: 'backoff', until: clock.now(), failure: problem } as const
      startOverUnlessChanged(deps, upload, waiting, { identity: upload.identity })
      return
    }
    if (problem.code === 'file.changed' && settings.get().whenChanged === 'send-new-when-quiet') {
      const waiting = untilStable(upload.path, settings.get(), clock.now())
      startOverUnlessChanged(deps, upload, waiting, { identity: upload.identity, waiting })
      return
    }
    const { consecutiveFailures, acceptedBytes } = transfers.figuresOf(upload)
    const end = lastingRefusal(problem, deps.history(id), { now: clock.now(), acceptedBytes })
    const context = { now: clock.now(), consecutiveFailures, random: deps.random(), waking: deps.wake.inGrace }
    applyUnlessChanged(deps, id, afterFailure(end, context))
    if (stopsAccount(end)) deps.onAccountFailure(upload.accountId, end)
  }
}

/** An expired upload is sent again once. Not where the file differs from the offload: a person has accepted what the host had. */
function isToBeSentAgain({ restarts, offload }: Upload): boolean {
  return restarts === 0 && offload?.result !== 'differs'
}
