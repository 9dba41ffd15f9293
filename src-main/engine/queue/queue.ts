/** @file The queue: puts its parts together and is all that the rest of Reelay sees of them. */
import type { Failure } from '../../contract/errors.ts'
import type { QueueDelta } from '../../contract/events.ts'
import type { QueuePage } from '../../contract/outcomes.ts'
import type { Parsed } from '../../contract/requests.ts'
import type { QueueFilter } from '../../contract/selection.ts'
import type { TaskView } from '../../contract/task.ts'
import type { UploadDetails, UploadView } from '../../contract/upload.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { detach, settle } from '../detach.ts'
import { createFileLocations } from '../files/file-locations.ts'
import type { Volumes } from '../files/volumes.ts'
import { createReachability } from '../network/reachability.ts'
import type { Files } from '../ports/files.ts'
import type { Journal } from '../ports/journal.ts'
import type { Network } from '../ports/network.ts'
import type { Secrets } from '../ports/settings.ts'
import type { Transfer } from '../ports/transfer.ts'
import type { Clock, Log } from '../ports.ts'
import { createWake } from '../power/wake.ts'
import type { Providers } from '../providers/provider.ts'
import type { KnownSecrets } from '../secrets/known-secrets.ts'
import type { Seal } from '../secrets/ports.ts'
import { createUploadAddresses } from '../secrets/upload-address.ts'
import type { SettingsStore } from '../settings/settings.ts'
import { createActiveTransfers } from './active-transfers.ts'
import { createAgeing } from './ageing.ts'
import { createAwaitedDrives } from './awaited-drives.ts'
import { createBroadcast } from './broadcast.ts'
import { createCleaner } from './cleaner.ts'
import { createCommands } from './commands.ts'
import { createDeletions } from './deletions.ts'
import { sharingHost } from './host-groups.ts'
import { createImportIntake } from './import-intake.ts'
import { readImportList } from './import-list.ts'
import { createImporter } from './importer.ts'
import { createIntake } from './intake.ts'
import { createKnown } from './known.ts'
import { createListeners } from './listeners.ts'
import { createMeasure } from './measure.ts'
import { createPoller } from './poller.ts'
import type { UploadNews } from './queue-port.ts'
import { importReceipt } from './receipts.ts'
import { createRecords } from './records.ts'
import { createRelease } from './release.ts'
import { createResting } from './resting.ts'
import { LONGEST_WAIT_MS } from './retry.ts'
import { createRunner } from './runner.ts'
import { createScheduler } from './scheduler.ts'
import { knownCount } from './selecting.ts'
import { createSuspend } from './suspend.ts'
import { createTasks } from './tasks.ts'
import { createUpdates } from './updates.ts'
import { createViews } from './view.ts'
import { createQueuePort } from './watched-uploads.ts'

const HISTORY_LINES = 200

export interface QueueDeps {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly providers: Providers
  readonly secrets: Secrets
  readonly seal: Seal
  readonly known: KnownSecrets
  readonly files: Files
  readonly volumes: Volumes
  readonly transfer: Transfer
  readonly network: Network
  readonly settings: SettingsStore
  readonly clock: Clock
  /** The engine closes: nothing is begun any more, and what takes turns ends after the one that it is in. */
  readonly closing: AbortSignal
  readonly random: () => number
  readonly log: Log
  /** Marks what is asked for during this run of the process. */
  readonly sessionId: string
  /** `session`: send only what is asked for during this run. `all`: the whole queue. */
  readonly scope: 'session' | 'all'
  readonly onDelta: (delta: QueueDelta) => void
  readonly onTransition: (upload: UploadView) => void
  readonly onTasks: (tasks: readonly TaskView[]) => void
  /** What watched folders need to know of uploads. */
  readonly onNews: (news: UploadNews) => void
  /** What a file that is not there waits for; `null` when it is simply missing. */
  readonly fileAway: (path: string) => Promise<Failure | null>
}

export type Queue = ReturnType<typeof createQueue>

export function createQueue(deps: QueueDeps) {
  const { journal, accounts, clock, settings, sessionId } = deps
  const log = deps.log.child('queue')

  const transfers = createActiveTransfers({
    clock,
    log,
    keep: (id) => records.keep(id),
    onProgress: (id) => broadcast.changed(id),
  })
  const views = createViews({ clock, transfers, accountOf: accounts.find, providers: deps.providers, settings })
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
    log,
    figuresOf: transfers.figuresOf,
    listeners: createListeners({
      transfers,
      broadcast,
      rowOf: views.row,
      onWaiting(upload) {
        const { accountId, waiting } = upload
        if (waiting?.reason === 'host-busy') resting.rest(accountId, waiting.until, waiting.failure)
        scheduler.noteWait(upload)
        reachability.noteWait(upload)
        drives.noteWait(upload)
        scheduler.pump()
      },
      onDeleted: (upload) => detach(imports.forget(upload), log, 'the link of a removed row could not be forgotten'),
      onStep: deps.onTransition,
      onNews: deps.onNews,
    }),
    onHalt(problem) {
      log.error(`the journal cannot be written: ${problem.code}`)
      scheduler.halt()
      broadcast.reordered()
    },
    onSetAside() {
      log.warn('a row of the journal is damaged and has failed')
      broadcast.reordered()
    },
  })
  const release = createRelease({ journal, records, clock, closing: deps.closing })
  const wake = createWake({ clock, onOverslept: () => suspend.resume() })
  const resting = createResting({
    clock,
    random: deps.random,
    log,
    sharingHost: (accountId) => sharingHost(accounts.list(), accountId),
    onEnd() {
      pump()
      cleaner.pump()
    },
  })
  const addresses = createUploadAddresses(deps.seal, deps.known)
  const deletions = createDeletions({
    clock,
    attemptOf: (upload) => transfers.get(upload.id)?.ended ?? importer.attemptOf(upload),
    work: () => cleaner.begin(),
  })
  const cleaner = createCleaner({
    ...deps,
    news: deletions,
    addresses,
    records,
    transfers,
    resting,
    log: deps.log.child('cleaner'),
  })
  const onAccountFailure = (accountId: string, problem: Failure): void => {
    accounts.noteProblem(accountId, problem)
    detach(commands.stopAccount(accountId, problem), log, 'an account could not be stopped')
  }
  const poller = createPoller({
    ...deps,
    records,
    resting,
    log: deps.log.child('poller'),
    sessionId: scope,
    onAccountFailure,
    async noteSecrets(copies) {
      for (const copy of copies) {
        const link = await imports.linkOf(copy)
        if (link !== null) deps.known.noteAddress(link)
      }
    },
    onImported: (upload) => journal.receipts.insert(importReceipt(upload, accounts), upload),
  })
  const locations = createFileLocations(deps)
  const known = createKnown(journal)
  const run = createRunner({
    ...deps,
    addresses,
    records,
    locations,
    transfers,
    wake,
    log,
    history: (id) => journal.uploads.history(id, HISTORY_LINES),
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
    transfers,
    settings,
    clock,
    closing: deps.closing,
    wake,
    log,
    resting,
    release,
    sessionId: scope,
    run,
    onRate: broadcast.told,
    onEnded: cleaner.pump,
    onDue: () => importer.pump(),
    onHealthy() {
      pump()
      cleaner.pump()
      tasks.journalHealed()
      drives.journalHealed()
    },
  })
  const pump = (): void => {
    scheduler.pump()
    importer.pump()
    poller.pump()
  }
  const drives = createAwaitedDrives({ ...deps, uploads: journal.uploads, records, release, log, pump })
  const reachability = createReachability({
    clock,
    network: deps.network,
    log,
    waitingUpload: (accountId) => journal.uploads.waitingFor('offline', accountId, 1)[0] ?? null,
    onReturn(accountId) {
      scheduler.noteContact(accountId)
      cleaner.release(accountId)
    },
  })
  const suspend = createSuspend({
    release,
    onReleased: () => pump(),
    records,
    transfers,
    clock,
    closing: deps.closing,
    wake,
    network: deps.network,
    log,
    onAwake() {
      reachability.probeNow()
      pump()
    },
  })
  const imports = createImportIntake({ ...deps, records, pump })
  const importer = createImporter({
    ...deps,
    records,
    wake,
    log: deps.log.child('importer'),
    sessionId: scope,
    linkOf: imports.linkOf,
    abandon: cleaner.add,
    resting,
    onAccountFailure,
    onCopied: poller.pump,
  })
  const measure = createMeasure({ journal, clock })
  const tasks = createTasks({
    journal,
    records,
    clock,
    closing: deps.closing,
    log,
    pump,
    publish: deps.onTasks,
    giveUp: (upload, wish) => commands.abandonRemote(upload, wish),
  })
  const commands = createCommands({
    journal,
    records,
    files: deps.files,
    settings,
    clock,
    closing: deps.closing,
    scheduler,
    release,
    pump,
    sessionId,
    abandon: cleaner.add,
    deletions,
    tasks,
    idsInOrder: measure.idsInOrder,
  })
  const add = createIntake({ ...deps, records, locations, known, abandon: cleaner.add, pump })
  const update = createUpdates({ ...deps, records, retry: (id) => commands.retry({ ids: [id] }) })

  const ageing = createAgeing({ ...deps, log })
  const watchLink = createQueuePort({ ...deps, records, known, commands, log, pump })

  return {
    commands,
    tasks,
    measure: measure.measure,
    paths: measure.paths,
    add,
    watchLink,
    importLinks: imports.add,
    readLinks: (text: string) => readImportList(text, clock.turn),
    update: async (input: Parsed<'queue.update'>, signal: AbortSignal): Promise<UploadView> =>
      views.row(await update(input, signal)),

    /** The account was mended: what stopped because of it goes on. */
    async releaseAccount(accountId: string): Promise<void> {
      poller.release(accountId)
      cleaner.release(accountId)
      await commands.releaseAccount(accountId)
    },

    /** A drive that owed an answer gave it: what waits for one goes on now. */
    driveAnswered(): void {
      if (records.halted) return
      detach(commands.releaseDrives(), log, 'what waited for a drive could not go on')
    },

    /** A host was asked something on behalf of an account, by whomever, and failed. */
    hear: resting.hear,

    /** Puts right what the last process left behind, and begins. */
    start(): void {
      const recovered = records.recover()
      if (recovered > 0) log.info(`${recovered} uploads were running when Reelay ended`)
      journal.moveWaits({ now: clock.now(), byMs: 0, longestMs: LONGEST_WAIT_MS })
      // Whoever runs a single command wants its files sent, or hears at once why not.
      if (scope === null) resting.recall(journal.uploads)
      scheduler.start()
      importer.start()
      poller.start()
      cleaner.start()
      // A one-off run ends what others have begun as well: half of it would be a lie.
      tasks.start(commands.actFor)
      ageing.start()
      detach(drives.start(), log, 'drives that uploads wait for could not be looked for')
    },

    /** What is old goes after another time than before. */
    keptForAnotherTime: ageing.sweepNow,

    pump,

    /** The machine is about to sleep. Settles when nothing runs any more; the rows say so at once. */
    suspend: suspend.suspend,

    /** The machine woke up. Told more than once, it counts once. */
    resume: suspend.resume,

    /** The wall clock was set: waits stay as long as they were meant to be. */
    clockMoved(byMs: number): void {
      log.info(`the clock was set by ${Math.round(byMs / 1_000)} s`)
      transfers.clockMoved()
      if (records.halted) return
      journal.moveWaits({ now: clock.now(), byMs, longestMs: LONGEST_WAIT_MS })
      resting.clockMoved(byMs)
      poller.clockMoved(byMs)
      pump()
      cleaner.pump()
      broadcast.reordered()
    },

    page(filter: QueueFilter, offset: number, limit: number): QueuePage {
      const rows = journal.uploads.page(filter, offset, limit).map(views.row)
      const total = knownCount(records, filter) ?? journal.uploads.count(filter)
      return { revision: broadcast.revision, total, offset, rows, summary: views.summary(records) }
    },

    /** @throws FailureError `queue.unknown` */
    details(id: string): UploadDetails {
      return {
        upload: views.row(records.require(id)),
        history: journal.uploads.history(id, HISTORY_LINES),
        receipt: journal.receipts.ofUpload(id),
      }
    },

    /**
     * Settles when remote uploads that nobody needs have been dealt with, as far as the hosts can be reached now: also those
     * of attempts that are still ending.
     */
    async cleanedUp(): Promise<void> {
      await Promise.all(transfers.disowned().map((id) => transfers.get(id)?.ended))
      await cleaner.idle()
    },

    /** Stops everything in good order; afterwards the journal is true and nothing runs. */
    async close(): Promise<void> {
      tasks.close()
      reachability.close()
      drives.close()
      wake.close()
      resting.close()
      const parts = [scheduler.close(), importer.close(), poller.close(), ageing.close()]
      await Promise.all(parts.map((part) => settle(part, log, 'a part of the queue did not end in good order')))
      await cleaner.close()
      if (!records.halted) broadcast.flush()
    },
  }
}
