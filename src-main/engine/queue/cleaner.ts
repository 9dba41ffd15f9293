/**
 * @file Deletes videos and unfinished uploads at their hosts when nobody needs them any more. What is to be deleted is in
 * the journal until the host has answered, so it is not forgotten when the host cannot be reached or Reelay ends.
 */
import { dispositionOf, type Failure, FailureError, failureFrom } from '../../contract/errors.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { shield } from '../detach.ts'
import { isExhaustion } from '../exhaustion.ts'
import { timeoutsFrom } from '../network/timeouts.ts'
import type { Journal } from '../ports/journal.ts'
import type { Transfer } from '../ports/transfer.ts'
import type { Clock, Log } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { UploadAddresses } from '../secrets/upload-address.ts'
import type { SettingsStore } from '../settings/settings.ts'
import type { ActiveTransfers } from './active-transfers.ts'
import type { Cleanup } from './cleanup-store.ts'
import type { DeletionEnd, DeletionNews } from './deletions.ts'
import type { Records } from './records.ts'
import type { Resting } from './resting.ts'
import { stopsAccount, waitMs } from './retry.ts'
import type { Upload } from './upload.ts'

const SECOND = 1_000
/** Answers that are no deletion. Hosts drop unfinished uploads by themselves some day; asking for longer is not worth it. */
const MOST_TRIES = 12
/** How long an account is left alone whose host cannot be reached, or lets nobody in: that is no answer. */
const UNUSABLE_MS = 30 * SECOND

/** Anything at a host that an upload has led to. */
export type Abandoned = Pick<Upload, 'id' | 'accountId' | 'uploadUrl' | 'remoteId' | 'remote' | 'title' | 'name' | 'sentAt'>

export function createCleaner({
  journal,
  records,
  transfers,
  accounts,
  providers,
  transfer,
  addresses,
  settings,
  resting,
  news,
  clock,
  closing,
  random,
  log,
}: {
  journal: Journal
  records: Records
  transfers: ActiveTransfers
  accounts: Accounts
  providers: Providers
  transfer: Transfer
  addresses: UploadAddresses
  settings: SettingsStore
  resting: Pick<Resting, 'ids' | 'reason' | 'hear'>
  /** Is told of every deletion, try and end, and when there is none left that may be tried. */
  news: Pick<DeletionNews, 'begun' | 'postponed' | 'ended' | 'looked'>
  clock: Clock
  closing: AbortSignal
  random: () => number
  log: Log
}) {
  const { cleanups } = journal
  const controller = new AbortController()
  const signal = AbortSignal.any([controller.signal, closing])
  /** Accounts that cannot be used at the moment, why, and until when they are not tried. */
  const unusable = new Map<string, { readonly until: number; readonly problem: Failure }>()
  let started = false
  let working: Promise<void> | null = null
  let cancelTimer: (() => void) | null = null

  function pump(): void {
    if (started) begin()
  }

  function begin(): void {
    if (working || records.halted) return
    cancelTimer?.()
    let pauseMs = SECOND
    working = work()
      .catch((caught: unknown) => {
        log.error('deleting unfinished uploads failed', caught)
        pauseMs = UNUSABLE_MS
      })
      .finally(() => {
        working = null
        shield(() => armTimer(pauseMs), log, 'the next deletion could not be timed')
      })
  }

  function armTimer(soonestMs: number): void {
    const times = [cleanups.nextDueAt(blocked()), ...[...unusable.values()].map(({ until }) => until)].filter((at) => at !== null)
    if (started && times.length > 0) cancelTimer = clock.after(Math.max(soonestMs, Math.min(...times) - clock.now()), pump)
  }

  /**
   * Nobody asks a host that wants to be left alone or is away. Where an attempt is still ending, bytes may be on their way; a
   * later attempt of the same upload has nothing to do with it.
   */
  function blocked(): { exceptAccounts: string[]; exceptUploads: string[] } {
    for (const [id, { until }] of unusable) if (until <= clock.now()) unusable.delete(id)
    return { exceptAccounts: [...resting.ids(), ...unusable.keys()], exceptUploads: transfers.disowned() }
  }

  async function work(): Promise<void> {
    while (!signal.aborted) {
      const [next] = cleanups.due(clock.now(), 1, blocked())
      if (!next) {
        news.looked((accountId) => unusable.get(accountId)?.problem ?? resting.reason(accountId))
        return
      }
      await remove(next)
      await clock.turn()
    }
  }

  async function remove(cleanup: Cleanup): Promise<void> {
    let outcome: Awaited<ReturnType<typeof ask>>
    try {
      outcome = await ask(cleanup)
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
    })
    news.ended(cleanup, end)
  }

  function postpone(cleanup: Cleanup, caught: unknown): void {
    const problem = failureFrom(caught)
    if (caught instanceof FailureError) log.info(`an unfinished upload could not be deleted: ${problem.code}`)
    else log.error('an unfinished upload could not be deleted', caught)
    news.postponed(cleanup, problem)
    resting.hear(cleanup.accountId, problem)
    if (dispositionOf(problem) === 'wait-host') return
    if (dispositionOf(problem) === 'wait-network' || stopsAccount(problem)) {
      unusable.set(cleanup.accountId, { until: clock.now() + UNUSABLE_MS, problem })
      return
    }
    const tries = cleanup.tries + (isExhaustion(problem) ? 0 : 1)
    const dueAt = clock.now() + waitMs('backoff', { tries: tries + 3, random: random() }, problem.retryAfterMs)
    if (tries < MOST_TRIES) cleanups.add({ ...cleanup, tries, dueAt })
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
    /** Remembers what is at a host for deletion. Call within the change that makes it unneeded. */
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
        tries: 0,
        dueAt: now,
      }
      cleanups.add(cleanup)
      news.begun(cleanup)
      queueMicrotask(pump)
    },
    pump,
    begin,
    /** The account is new in some way, or its host is back: whatever kept it from being used may be gone. */
    release(accountId: string): void {
      unusable.delete(accountId)
      pump()
    },
    start(): void {
      started = true
      pump()
    },
    /** Settles when nothing is left to delete now; works on it even where uploads are not sent. */
    async idle(): Promise<void> {
      // What was added while the last look came to its end is not in it.
      await working
      begin()
      await working
    },
    async close(): Promise<void> {
      started = false
      cancelTimer?.()
      controller.abort()
      await working
    },
  }
}
