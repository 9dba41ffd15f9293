/**
 * @file Deletes videos and unfinished uploads at hosts when nobody needs them any more. A deletion stays in the journal until the host
 * has answered, so it survives a restart and a host that cannot be reached.
 */
import { dispositionOf, FailureError, failureFrom } from '../../../contract/errors/errors.ts'
import { stopsAccount } from '../../accounts/health.ts'
import { detach } from '../../detach.ts'
import { isExhaustion } from '../../exhaustion.ts'
import type { HistoryRecorder } from '../../history/recorder.ts'
import { timeoutsFrom } from '../../network/timeouts.ts'
import type { UploadAddresses } from '../../secrets/upload-address.ts'
import type { ActiveTransfers } from '../attempt/active-transfers.ts'
import { waitMs } from '../attempt/retry.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'
import type { Upload } from '../upload.ts'
import { createAccountJobs } from './account-jobs.ts'
import type { Cleanup } from './cleanup-store.ts'
import type { DeletionEnd, DeletionTracker } from './deletion-tracker.ts'
import type { Resting } from './resting.ts'

const SECOND = 1_000
/** After this many failed attempts a deletion is given up: most servers drop unfinished uploads by themselves. */
const MAX_ATTEMPTS = 12
/** How long an account is paused whose host cannot be reached or refuses its key: neither counts as an attempt. */
const UNUSABLE_MS = 30 * SECOND

/** The fields of an upload that say what it has at its host. */
export type Abandoned = Pick<Upload, 'id' | 'accountId' | 'uploadUrl' | 'remoteId' | 'remote' | 'title' | 'name' | 'sentAt'>

interface Deps
  extends Pick<
    QueueDeps,
    'journal' | 'accounts' | 'providers' | 'transfer' | 'settings' | 'uploadLogs' | 'clock' | 'closing' | 'random' | 'log'
  > {
  readonly records: Records
  readonly recorder: Pick<HistoryRecorder, 'deletedAtHost'>
  readonly transfers: ActiveTransfers
  readonly addresses: UploadAddresses
  readonly resting: Pick<Resting, 'ids' | 'reason' | 'noteFailure'>
  /** Is notified of every deletion, its attempts and its end, and when none is due. */
  readonly tracker: Pick<DeletionTracker, 'begun' | 'postponed' | 'ended' | 'nothingDue'>
}

export function createCleaner(deps: Deps) {
  const { journal, records, recorder, transfers, accounts, providers, transfer, addresses } = deps
  const { settings, uploadLogs, resting, tracker, clock, closing, random, log } = deps
  const { cleanups } = journal
  const controller = new AbortController()
  const signal = AbortSignal.any([controller.signal, closing])
  const jobs = createAccountJobs({
    clock,
    closing,
    records,
    log,
    resting,
    step,
    stepFailed: 'the next deletion could not be started',
    jobFailed: 'deleting unfinished uploads failed',
    pauseAfterErrorMs: UNUSABLE_MS,
  })

  /** One deletion at a time, over all accounts. */
  function step(): number | null {
    if (!jobs.isIdle) return null
    // A disowned attempt that has not ended may still send to what is to be deleted.
    const except = { exceptAccounts: jobs.unavailable(), exceptUploads: transfers.disowned() }
    const [next] = cleanups.due(clock.now(), 1, except)
    if (next) {
      jobs.run(next.accountId, async () => {
        await remove(next)
        await clock.turn()
      })
      return null
    }
    tracker.nothingDue(jobs.reason)
    return cleanups.nextDueAt(except)
  }

  /** Deletes what is due, even before `start`. Resolves when nothing is left to delete now. */
  async function idle(): Promise<void> {
    do {
      // What was added while a deletion ran is found by the next step.
      await jobs.ended()
      jobs.runNow()
    } while (!jobs.isIdle)
  }

  async function remove(cleanup: Cleanup): Promise<void> {
    let outcome: Awaited<ReturnType<typeof deleteAtHost>>
    try {
      // The log of an upload is deleted with its row.
      const logged = records.get(cleanup.uploadId) ? [cleanup.uploadId] : []
      outcome = await uploadLogs.during(logged, 'deleting at the host', () => deleteAtHost(cleanup))
    } catch (caught) {
      if (!signal.aborted) postpone(cleanup, caught)
      return
    }
    conclude(cleanup, outcome === 'unsupported' ? 'kept' : outcome === 'no account' ? 'undeleted' : 'terminated')
  }

  function conclude(cleanup: Cleanup, end: DeletionEnd): void {
    journal.transaction(() => {
      cleanups.remove(cleanup.id)
      records.note(cleanup.uploadId, end)
      if (end === 'terminated') recorder.deletedAtHost(cleanup)
    })
    tracker.ended(cleanup, end)
  }

  function postpone(cleanup: Cleanup, caught: unknown): void {
    const problem = failureFrom(caught)
    if (caught instanceof FailureError) log.info(`an unfinished upload could not be deleted: ${problem.code}`)
    else log.error('an unfinished upload could not be deleted', caught)
    tracker.postponed(cleanup, problem)
    resting.noteFailure(cleanup.accountId, problem)
    if (dispositionOf(problem) === 'wait-host') return
    if (dispositionOf(problem) === 'wait-network' || stopsAccount(problem)) {
      jobs.pause(cleanup.accountId, clock.now() + UNUSABLE_MS, problem)
      return
    }
    const attempts = cleanup.attempts + (isExhaustion(problem) ? 0 : 1)
    const dueAt = clock.now() + waitMs('backoff', { consecutiveFailures: attempts + 3, random: random() }, problem.retryAfterMs)
    if (attempts < MAX_ATTEMPTS) cleanups.add({ ...cleanup, attempts, dueAt })
    else conclude(cleanup, 'undeleted')
  }

  /** Deletes the whole video where the host can delete one, otherwise the unfinished upload. */
  async function deleteAtHost(cleanup: Cleanup): Promise<'deleted' | 'gone' | 'unsupported' | 'no account'> {
    const profile = accounts.find(cleanup.accountId)
    if (!profile) return 'no account'
    const provider = providers.get(profile.provider)
    const account = accounts.withSecrets(profile)
    const context = { timeouts: timeoutsFrom(settings), signal }
    const { remoteId, remote, title, sentAt } = cleanup
    const uploadUrl = cleanup.uploadUrl && (await addresses.plain(cleanup.uploadUrl))
    const video = remoteId === null ? undefined : { remoteId, remote, title, sentAt }
    if (video && provider.remove) {
      const outcome = await provider.remove(account, video, context)
      if (outcome !== 'unsupported' || uploadUrl === null) return outcome
    }
    if (uploadUrl === null) return 'unsupported'
    return transfer.terminate(uploadUrl, provider.access(account, context, video), signal)
  }

  return {
    /** Stores a deletion. Call in the transaction that makes the remote upload unneeded. */
    add({ id, accountId, uploadUrl, remoteId, remote, title, name, sentAt }: Abandoned): void {
      if (uploadUrl === null && remoteId === null) return
      const now = clock.now()
      const cleanup = {
        id: crypto.randomUUID(),
        uploadId: id,
        accountId,
        uploadUrl,
        remoteId,
        remote,
        title: title ?? name,
        sentAt: sentAt ?? now,
        attempts: 0,
        dueAt: now,
      }
      cleanups.add(cleanup)
      tracker.begun(cleanup)
      jobs.pump()
    },
    pump: jobs.pump,
    start: jobs.start,
    idle,
    /** Like `idle`, without waiting for it. */
    begin: (): void => detach(idle(), log, 'deleting unfinished uploads failed'),
    /** The account was changed, or its host can be reached again: the reason for its pause may be gone. */
    release: jobs.release,
    clockMoved: jobs.clockMoved,
    async close(): Promise<void> {
      controller.abort()
      await jobs.close()
    },
  }
}
