/** @file The queue: puts its parts together and is all that the rest of Reelay sees of them. */
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import type { QueueDelta } from '../../contract/events.ts'
import type { Parsed, QueueFilter, QueuePage } from '../../contract/requests.ts'
import type { UploadDetails, UploadView } from '../../contract/upload.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { detach } from '../detach.ts'
import type { Clock, Files, Journal, Log, Secrets, Transfer } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { SettingsStore } from '../settings/settings.ts'
import { createBroadcast } from './broadcast.ts'
import { createCleaner } from './cleaner.ts'
import { createCommands } from './commands.ts'
import { createImportIntake } from './import-intake.ts'
import { createImporter } from './importer.ts'
import { createIntake } from './intake.ts'
import { createLive } from './live.ts'
import { createPoller } from './poller.ts'
import { importReceipt } from './receipts.ts'
import { createRecords } from './records.ts'
import { createRunner } from './runner.ts'
import { createScheduler } from './scheduler.ts'
import { createUpdates } from './updates.ts'
import { createViews } from './view.ts'

const HISTORY_LINES = 200

export interface QueueDeps {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly providers: Providers
  readonly secrets: Secrets
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
  const views = createViews({ clock, live, accountOf: accounts.find, providers: deps.providers })
  const scope = deps.scope === 'session' ? sessionId : null
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
      onTransition(before, after, event) {
        if (event.type === 'cancel' || event.type === 'startOver') live.disown(after.id)
        if (after.state === 'waiting') {
          scheduler.noteWait(after)
          scheduler.pump()
        }
        broadcast.changed(after.id)
        // What the host says about a video again and again is progress, not a step.
        const isStep = after.state !== before.state || after.uploadUrl !== before.uploadUrl || after.remoteId !== before.remoteId
        if (isStep) deps.onTransition(views.row(after))
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
  const onAccountFailure = (accountId: string, problem: Failure): void => {
    accounts.noteProblem(accountId, problem)
    detach(commands.stopAccount(accountId, problem), log, 'an account could not be stopped')
  }
  const poller = createPoller({
    ...deps,
    records,
    log: deps.log.child('poller'),
    sessionId: scope,
    onAccountFailure,
    onImported: (upload) => journal.receipts.insert(importReceipt(upload, accounts), upload.identity),
  })
  const run = createRunner({
    ...deps,
    records,
    live,
    log,
    abandon: cleaner.add,
    isTaken: journal.uploads.hasRemote,
    onAccountFailure,
    onContact(accountId) {
      accounts.noteSuccess(accountId)
      scheduler.noteContact(accountId)
    },
    onSent: poller.pump,
  })
  const scheduler = createScheduler({
    uploads: journal.uploads,
    records,
    live,
    settings,
    clock,
    log,
    sessionId: scope,
    run,
    onEnded: cleaner.pump,
    onDue: () => importer.pump(),
    onHealthy() {
      importer.pump()
      poller.pump()
      cleaner.pump()
    },
  })
  const pump = (): void => {
    scheduler.pump()
    importer.pump()
    poller.pump()
  }
  const imports = createImportIntake({ ...deps, records, pump })
  const importer = createImporter({
    ...deps,
    records,
    log: deps.log.child('importer'),
    sessionId: scope,
    linkOf: imports.linkOf,
    abandon: cleaner.add,
    onAccountFailure,
    onCopied: poller.pump,
  })
  const commands = createCommands({
    journal,
    records,
    live,
    files: deps.files,
    clock,
    scheduler,
    pump,
    sessionId,
    abandon: cleaner.add,
    onRemoved(upload) {
      live.disown(upload.id)
      broadcast.removed(upload.id)
      detach(imports.forget(upload), log, 'the link of a removed row could not be forgotten')
    },
    onReorder: broadcast.reordered,
  })
  const add = createIntake({ ...deps, records, abandon: cleaner.add, pump })
  const update = createUpdates({ ...deps, records, onChanged: broadcast.changed, retry: (id) => commands.retry({ ids: [id] }) })

  return {
    commands,
    add,
    importLinks: imports.add,
    async update(input: Parsed<'queue.update'>, signal: AbortSignal): Promise<UploadView> {
      return views.row(await update(input, signal))
    },

    /** The account was mended: what stopped because of it goes on. */
    async releaseAccount(accountId: string): Promise<void> {
      poller.release(accountId)
      await commands.releaseAccount(accountId)
    },

    /** Puts right what the last process left behind, and begins. */
    start(): void {
      const recovered = records.recover()
      if (recovered > 0) log.info(`${recovered} uploads were running when Reelay ended`)
      scheduler.start()
      importer.start()
      poller.start()
      cleaner.start()
    },

    pump,

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
      await Promise.all([scheduler.close(), importer.close(), poller.close()])
      await cleaner.close()
      broadcast.flush()
    },
  }
}
