/**
 * @file Deletes videos and unfinished uploads at their hosts when nobody needs them any more. What is to be deleted is in
 * the journal, so it is not forgotten when the host cannot be reached or Reelay ends.
 */
import { FailureError, failureFrom } from '../../contract/errors.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { shield } from '../detach.ts'
import type { Clock, Journal, Log, Transfer } from '../ports.ts'
import { timeoutsFrom } from '../power/timeouts.ts'
import type { Providers } from '../providers/provider.ts'
import type { SettingsStore } from '../settings/settings.ts'
import type { Cleanup } from './cleanup-store.ts'
import type { Live } from './live.ts'
import type { Records } from './records.ts'
import { waitMs } from './retry.ts'
import type { Upload } from './upload.ts'

/** Hosts drop unfinished uploads by themselves some day; asking for longer than this is not worth it. */
const MOST_TRIES = 12
const SLICE = 10
const MOST_AT_ONCE = 10_000

/** Anything at a host that an upload has led to. */
export type Abandoned = Pick<Upload, 'id' | 'accountId' | 'uploadUrl' | 'remoteId' | 'remote' | 'title' | 'name' | 'sentAt'>

export function createCleaner({
  journal,
  records,
  live,
  accounts,
  providers,
  transfer,
  settings,
  clock,
  closing,
  random,
  log,
}: {
  journal: Journal
  records: Records
  live: Live
  accounts: Accounts
  providers: Providers
  transfer: Transfer
  settings: SettingsStore
  clock: Clock
  closing: AbortSignal
  random: () => number
  log: Log
}) {
  const { cleanups } = journal
  const controller = new AbortController()
  const signal = AbortSignal.any([controller.signal, closing])
  let started = false
  let working: Promise<void> | null = null
  let cancelTimer: (() => void) | null = null

  function pump(): void {
    if (started) begin()
  }

  function begin(): void {
    if (working || records.halted) return
    cancelTimer?.()
    working = work()
      .catch((caught: unknown) => log.error('deleting unfinished uploads failed', caught))
      .finally(() => {
        working = null
        shield(armTimer, log, 'the next deletion could not be timed')
      })
  }

  function armTimer(): void {
    const next = cleanups.nextDueAt()
    if (started && next !== null) cancelTimer = clock.after(Math.max(1_000, next - clock.now()), pump)
  }

  async function work(): Promise<void> {
    for (const cleanup of cleanups.due(clock.now(), SLICE)) {
      if (signal.aborted) return
      // Bytes may still be on their way there; a later attempt of the same upload has nothing to do with it.
      const attempt = live.get(cleanup.uploadId)
      if (!attempt || attempt.beganAt >= cleanup.dueAt) await terminate(cleanup)
    }
  }

  async function terminate(cleanup: Cleanup): Promise<void> {
    try {
      const outcome = await ask(cleanup)
      cleanups.remove(cleanup.id)
      if (outcome !== 'no account') records.note(cleanup.uploadId, outcome === 'unsupported' ? 'kept' : 'terminated')
    } catch (caught) {
      if (signal.aborted) return
      const problem = failureFrom(caught)
      log.info(`an unfinished upload could not be deleted: ${problem.code}`)
      cleanups.remove(cleanup.id)
      const tries = cleanup.tries + 1
      if (tries >= MOST_TRIES || !(caught instanceof FailureError)) return
      const dueAt = clock.now() + waitMs('backoff', { tries: tries + 3, random: random() }, problem.retryAfterMs)
      cleanups.add({ ...cleanup, tries, dueAt })
    }
  }

  /** The whole video where the host can delete one; otherwise at least the unfinished upload. */
  async function ask(cleanup: Cleanup): Promise<'deleted' | 'gone' | 'unsupported' | 'no account'> {
    const profile = accounts.find(cleanup.accountId)
    if (!profile) return 'no account'
    const provider = providers.get(profile.provider)
    const account = accounts.withSecrets(profile)
    const context = { timeouts: timeoutsFrom(settings), signal }
    const { remoteId, remote, uploadUrl, title, sentAt } = cleanup
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
      cleanups.add({
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
      })
      queueMicrotask(pump)
    },
    pump,
    start(): void {
      started = true
      pump()
    },
    /** Settles when nothing is left to delete now; works on it even where uploads are not sent. */
    async idle(): Promise<void> {
      for (let due = Number.POSITIVE_INFINITY; ; ) {
        const now = cleanups.due(clock.now(), MOST_AT_ONCE).length
        // What is as much as before cannot be deleted yet.
        if (now === 0 || now >= due || records.halted || signal.aborted) return
        due = now
        begin()
        await working
      }
    },
    async close(): Promise<void> {
      started = false
      cancelTimer?.()
      controller.abort()
      await working
    },
  }
}
