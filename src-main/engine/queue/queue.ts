/** @file The queue: puts its parts together and is all that the rest of Reelay sees of them. */
import { FailureError, failure } from '../../contract/errors.ts'
import type { QueueDelta } from '../../contract/events.ts'
import type { QueueFilter, QueuePage } from '../../contract/requests.ts'
import type { UploadDetails, UploadView } from '../../contract/upload.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { detach } from '../detach.ts'
import type { Clock, Files, Journal, Log, Transfer } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { SettingsStore } from '../settings/settings.ts'
import { createBroadcast } from './broadcast.ts'
import { createCleaner } from './cleaner.ts'
import { createCommands } from './commands.ts'
import { createIntake } from './intake.ts'
import { createLive } from './live.ts'
import { createRecords } from './records.ts'
import { createRunner } from './runner.ts'
import { createScheduler } from './scheduler.ts'
import { createViews } from './view.ts'

const HISTORY_LINES = 200

export interface QueueDeps {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly providers: Providers
  readonly files: Files
  readonly transfer: Transfer
  readonly settings: SettingsStore
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  /** Marks what is asked for during this run of the process. */
  readonly sessionId: string
  /** `session`: send only what is asked for during this run. `all`: the whole queue. */
  readonly scope: 'session' | 'all'
  readonly onDelta: (delta: QueueDelta) => void
  readonly onTransition: (upload: UploadView) => void
}

export type Queue = ReturnType<typeof createQueue>

export function createQueue(deps: QueueDeps) {
  const { journal, accounts, clock, settings, sessionId } = deps
  const log = deps.log.child('queue')

  const live = createLive({ clock, onProgress: (id) => broadcast.changed(id) })
  const views = createViews({ clock, live, accountOf: accounts.find })
  const broadcast = createBroadcast({
    clock,
    log,
    rowOf: (id) => {
      const upload = journal.uploads.get(id)
      return upload && views.row(upload)
    },
    summary: () => views.summary(records),
    publish: deps.onDelta,
  })
  const records = createRecords({
    journal,
    clock,
    listener: {
      onTransition(_before, after) {
        if (after.state === 'waiting') scheduler.noteWait(after)
        broadcast.changed(after.id)
        deps.onTransition(views.row(after))
      },
      onInserted(uploads) {
        broadcast.reordered()
        for (const upload of uploads) deps.onTransition(views.row(upload))
      },
      onHalt(problem) {
        log.error(`the journal cannot be written: ${problem.code}`)
        scheduler.halt()
        broadcast.reordered()
      },
    },
  })
  const cleaner = createCleaner({ ...deps, records, live, log: deps.log.child('cleaner') })
  const run = createRunner({
    ...deps,
    records,
    live,
    log,
    abandon: cleaner.add,
    onAccountFailure: (accountId, problem) =>
      detach(commands.stopAccount(accountId, problem), log, 'an account could not be stopped'),
    onContact: (accountId) => scheduler.noteContact(accountId),
  })
  const scheduler = createScheduler({
    uploads: journal.uploads,
    records,
    live,
    settings,
    clock,
    log,
    sessionId: deps.scope === 'session' ? sessionId : null,
    run,
    onEnded: cleaner.pump,
  })
  const commands = createCommands({
    journal,
    records,
    live,
    files: deps.files,
    clock,
    scheduler,
    sessionId,
    abandon: cleaner.add,
    onRemoved: broadcast.removed,
    onReorder: broadcast.reordered,
  })
  const add = createIntake({ ...deps, records, abandon: cleaner.add, pump: scheduler.pump })

  return {
    commands,
    add,

    /** Puts right what the last process left behind, and begins. */
    start(): void {
      const recovered = records.recover()
      if (recovered > 0) log.info(`${recovered} uploads were running when Reelay ended`)
      scheduler.start()
      cleaner.start()
    },

    pump: scheduler.pump,

    page(filter: QueueFilter, offset: number, limit: number): QueuePage {
      const rows = journal.uploads.page(filter, offset, limit).map(views.row)
      return { revision: broadcast.revision, total: journal.uploads.count(filter), offset, rows, summary: views.summary(records) }
    },

    /** @throws FailureError `queue.unknown` */
    details(id: string): UploadDetails {
      const upload = records.get(id)
      if (!upload) throw new FailureError(failure('queue.unknown', { id }))
      return {
        upload: views.row(upload),
        history: journal.uploads.history(id, HISTORY_LINES),
        receipt: journal.receipts.ofUpload(id),
      }
    },

    /** Settles when remote uploads that nobody needs have been dealt with, as far as the hosts can be reached now. */
    cleanedUp: cleaner.idle,

    /** Stops everything in good order; afterwards the journal is true and nothing runs. */
    async close(): Promise<void> {
      await scheduler.close()
      await cleaner.close()
      broadcast.flush()
    },
  }
}
