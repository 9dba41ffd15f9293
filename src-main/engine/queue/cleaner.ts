/**
 * @file Deletes videos and unfinished uploads at their providers when nobody needs them any more. Each is in the journal until the
 * provider has answered, so it is not forgotten when the provider cannot be reached or Reelay ends.
 */
import { dispositionOf, FailureError, failureFrom } from '../../contract/errors.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { detach } from '../detach.ts'
import { isExhaustion } from '../exhaustion.ts'
import type { HistoryRecorder } from '../history/recorder.ts'
import { timeoutsFrom } from '../network/timeouts.ts'
import type { Journal } from '../ports/journal.ts'
import type { Transfer } from '../ports/transfer.ts'
import type { UploadLogs } from '../ports/upload-logs.ts'
import type { Clock, Log } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { UploadAddresses } from '../secrets/upload-address.ts'
import type { SettingsStore } from '../settings/settings.ts'
import { createAccountJobs } from './account-jobs.ts'
import type { ActiveTransfers } from './active-transfers.ts'
import type { Cleanup } from './cleanup-store.ts'
import type { DeletionEnd, DeletionTracker } from './deletion-tracker.ts'
import type { Records } from './records.ts'
import type { Resting } from './resting.ts'
import { stopsAccount, waitMs } from './retry.ts'
import type { Upload } from './upload.ts'

const SECOND = 1_000
/** Servers drop unfinished uploads by themselves some day; trying for longer is not worth it. */
const MOST_ATTEMPTS = 12
/** How long an account is paused whose provider cannot be reached or refuses its key: neither answers the deletion. */
const UNUSABLE_MS = 30 * SECOND

/** Anything at a host that an upload has led to. */
export type Abandoned = Pick<Upload, 'id' | 'accountId' | 'uploadUrl' | 'remoteId' | 'remote' | 'title' | 'name' | 'sentAt'>

export function createCleaner({
  journal,
  records,
  recorder,
  transfers,
  accounts,
  providers,
  transfer,
  addresses,
  settings,
  uploadLogs,
  resting,
  news,
  clock,
  closing,
  random,
  log,
}: {
  journal: Journal
  records: Records
  recorder: Pick<HistoryRecorder, 'deletedAtHost'>
  transfers: ActiveTransfers
  accounts: Accounts
  providers: Providers
  transfer: Transfer
  addresses: UploadAddresses
  settings: SettingsStore
  uploadLogs: UploadLogs
  resting: Pick<Resting, 'ids' | 'reason' | 'noteFailure'>
  /** Notified of every deletion, its attempts and its end, and when none is due. */
  news: Pick<DeletionTracker, 'begun' | 'postponed' | 'ended' | 'nothingDue'>
  clock: Clock
  closing: AbortSignal
  random: () => number
  log: Log
}) {
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
    // An ending attempt may still be sending to what it has created.
    const except = { exceptAccounts: jobs.unavailable(), exceptUploads: transfers.disowned() }
    const [next] = cleanups.due(clock.now(), 1, except)
    if (next) {
      jobs.run(next.accountId, async () => {
        await remove(next)
        await clock.turn()
      })
      return null
    }
    news.nothingDue(jobs.reason)
    return cleanups.nextDueAt(except)
  }

  /** Settles when nothing is left to delete now; works on it even where uploads are not sent. */
  async function idle(): Promise<void> {
    do {
      // What was added while a deletion ran is found by the next step.
      await jobs.ended()
      jobs.runNow()
    } while (!jobs.isIdle)
  }

  async function remove(cleanup: Cleanup): Promise<void> {
    let outcome: Awaited<ReturnType<typeof ask>>
    try {
      // The log of an upload goes with its row.
      const logged = records.get(cleanup.uploadId) ? [cleanup.uploadId] : []
      outcome = await uploadLogs.during(logged, 'deleting at the host', () => ask(cleanup))
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
    news.ended(cleanup, end)
  }

  function postpone(cleanup: Cleanup, caught: unknown): void {
    const problem = failureFrom(caught)
    if (caught instanceof FailureError) log.info(`an unfinished upload could not be deleted: ${problem.code}`)
    else log.error('an unfinished upload could not be deleted', caught)
    news.postponed(cleanup, problem)
    resting.noteFailure(cleanup.accountId, problem)
    if (dispositionOf(problem) === 'wait-host') return
    if (dispositionOf(problem) === 'wait-network' || stopsAccount(problem)) {
      jobs.pause(cleanup.accountId, clock.now() + UNUSABLE_MS, problem)
      return
    }
    const attempts = cleanup.attempts + (isExhaustion(problem) ? 0 : 1)
    const dueAt = clock.now() + waitMs('backoff', { consecutiveFailures: attempts + 3, random: random() }, problem.retryAfterMs)
    if (attempts < MOST_ATTEMPTS) cleanups.add({ ...cleanup, attempts, dueAt })
    else conclude(cleanup, 'undeleted')
  }

  /** The whole video where the host can delete one; otherwise at least the unfinished upload. */
  async function ask(cleanup: Cleanup): Promise<'deleted' | 'gone' | 'unsupported' | 'no account'> {
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
    /** Stores what is to be deleted. Call in the transaction that makes it unneeded. */
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
      news.begun(cleanup)
      jobs.pump()
    },
    pump: jobs.pump,
    start: jobs.start,
    idle,
    /** Deletes what is due now, even where uploads are not sent. */
    begin: (): void => detach(idle(), log, 'deleting unfinished uploads failed'),
    /** The account was changed, or its host is back: whatever kept it from being used may be gone. */
    release: jobs.release,
    clockMoved: jobs.clockMoved,
    async close(): Promise<void> {
      controller.abort()
      await jobs.close()
    },
  }
}
