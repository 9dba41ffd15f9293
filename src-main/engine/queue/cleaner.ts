/**
 * @file Deletes unfinished uploads at their hosts when nobody needs them any more. What is to be deleted is in the
 * journal, so it is not forgotten when the host cannot be reached or Reelay ends.
 */
import { FailureError, failureFrom } from '../../contract/errors.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Cleanup, Clock, Journal, Log, Transfer } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { SettingsStore } from '../settings/settings.ts'
import type { Live } from './live.ts'
import type { Records } from './records.ts'
import { waitMs } from './retry.ts'
import { timeoutsFrom } from './runner.ts'

/** Hosts drop unfinished uploads by themselves some day; asking for longer than this is not worth it. */
const MOST_TRIES = 12
const SLICE = 10

export type Cleaner = ReturnType<typeof createCleaner>

export function createCleaner({
  journal,
  records,
  live,
  accounts,
  providers,
  transfer,
  settings,
  clock,
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
  random: () => number
  log: Log
}) {
  const { cleanups } = journal
  const controller = new AbortController()
  let started = false
  let working: Promise<void> | null = null
  let cancelTimer: (() => void) | null = null

  function pump(): void {
    if (!started || working || records.halted) return
    cancelTimer?.()
    working = work()
      .catch((caught: unknown) => log.error('deleting unfinished uploads failed', caught))
      .finally(() => {
        working = null
        const next = cleanups.nextDueAt()
        if (started && next !== null) cancelTimer = clock.after(Math.max(1_000, next - clock.now()), pump)
      })
  }

  async function work(): Promise<void> {
    for (const cleanup of cleanups.due(clock.now(), SLICE)) {
      if (controller.signal.aborted) return
      if (!live.get(cleanup.uploadId)) await terminate(cleanup)
    }
  }

  async function terminate(cleanup: Cleanup): Promise<void> {
    try {
      const outcome = await ask(cleanup)
      cleanups.remove(cleanup.uploadUrl)
      if (outcome !== 'no account') records.note(cleanup.uploadId, outcome === 'unsupported' ? 'kept' : 'terminated')
    } catch (caught) {
      if (controller.signal.aborted) return
      const problem = failureFrom(caught)
      log.info(`an unfinished upload could not be deleted: ${problem.code}`)
      cleanups.remove(cleanup.uploadUrl)
      const tries = cleanup.tries + 1
      if (tries >= MOST_TRIES || !(caught instanceof FailureError)) return
      const dueAt = clock.now() + waitMs('backoff', { tries: tries + 3, random: random() }, problem.retryAfterMs)
      cleanups.add({ ...cleanup, tries, dueAt })
    }
  }

  async function ask(cleanup: Cleanup): Promise<'deleted' | 'gone' | 'unsupported' | 'no account'> {
    const account = accounts.find(cleanup.accountId)
    if (!account) return 'no account'
    const context = { timeouts: timeoutsFrom(settings), signal: controller.signal }
    const access = providers.get(account.provider).access(accounts.withSecrets(account), context)
    return transfer.terminate(cleanup.uploadUrl, access, controller.signal)
  }

  return {
    /** Remembers a remote upload for deletion. Call within the change that makes it unneeded. */
    add(cleanup: Pick<Cleanup, 'uploadUrl' | 'accountId' | 'uploadId'>): void {
      cleanups.add({ ...cleanup, tries: 0, dueAt: clock.now() })
      queueMicrotask(pump)
    },
    pump,
    start(): void {
      started = true
      pump()
    },
    /** Settles when nothing is left to delete now. */
    async idle(): Promise<void> {
      pump()
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
