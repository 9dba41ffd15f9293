/** @file The parts of the queue, created and connected. A long file, so that all connections are in one place. */
import { sep } from 'node:path'
import type { Failure } from '../../contract/errors/errors.ts'
import { createQueueWaits } from '../activity/queue-waits.ts'
import { createRecentRates } from '../activity/recent-rates.ts'
import { detach } from '../detach.ts'
import { createFileLocations } from '../files/file-locations.ts'
import { createReadingCache } from '../media/reading-cache.ts'
import { createUploadFacts } from '../media/upload-facts.ts'
import { createReachability } from '../network/reachability.ts'
import { createWake } from '../power/wake.ts'
import { createUploadAddresses } from '../secrets/upload-address.ts'
import { createAddPreview } from './adding/add-preview.ts'
import { createEnqueueing } from './adding/enqueue.ts'
import { createImportIntake } from './adding/import-intake.ts'
import { createIntake } from './adding/intake.ts'
import { createKnownFiles } from './adding/known-files.ts'
import { createActiveTransfers } from './attempt/active-transfers.ts'
import { createMeasuredSpeed } from './attempt/measured-speed.ts'
import { importReceipt } from './attempt/receipts.ts'
import { createRunner } from './attempt/runner.ts'
import { createBroadcast } from './broadcast.ts'
import { createCommands } from './commands.ts'
import { createGroupPages } from './groups/group-pages.ts'
import { HISTORY_LINES } from './history-lines.ts'
import { createAwaitedDrives } from './jobs/awaited-drives.ts'
import { createCleaner } from './jobs/cleaner.ts'
import { createDeletionTracker } from './jobs/deletion-tracker.ts'
import { accountsAtSameHost } from './jobs/host-groups.ts'
import { createImporter } from './jobs/importer.ts'
import { createPoller } from './jobs/poller.ts'
import { createRelease } from './jobs/release.ts'
import { createResting } from './jobs/resting.ts'
import { createRetention } from './jobs/retention.ts'
import { createScheduler } from './jobs/scheduler.ts'
import { createSuspend } from './jobs/suspend.ts'
import { createListeners } from './listeners.ts'
import type { QueueDeps } from './queue-deps.ts'
import { createRecords } from './records.ts'
import { createBulkActions } from './tasks/bulk-actions.ts'
import { createFinishedRemoval } from './tasks/finished-removal.ts'
import { createMeasure } from './tasks/measure.ts'
import { createMoving } from './tasks/moving.ts'
import { createTasks } from './tasks/tasks.ts'
import { createUploadEditor } from './upload-editor.ts'
import { createViews } from './upload-view.ts'
import { createQueuePort } from './watched-files-port.ts'

/** Creates every part; nothing runs before `start` of each. */
export function createQueueParts(deps: QueueDeps) {
  const { journal, accounts, clock, settings, sessionId, uploadLogs } = deps
  const log = deps.log.child('queue')
  const shared = { ...deps, log }

  const transfers = createActiveTransfers({
    ...shared,
    save: (id) => records.saveFigures(id),
    onProgress(id) {
      broadcast.changed(id)
      rates.note()
    },
  })
  const rates = createRecentRates({ clock, rate: transfers.totalRate })
  const speeds = createMeasuredSpeed({
    running: transfers.ratesOf,
    total: transfers.totalRate,
    settings: settings.get,
    now: clock.now,
  })
  const views = createViews({ ...deps, transfers, accountOf: accounts.find, speeds })
  /** The session to which sending is limited; `null` sends the whole queue. */
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
    ...shared,
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
      onDeleted(upload) {
        uploadLogs.remove(upload.id)
        detach(imports.forget(upload), log, 'the link of a removed row could not be forgotten')
      },
      onLogged: uploadLogs.note,
      onStep: deps.onTransition,
      onUploadChange: deps.onUploadChange,
      onEach(upload, isGone) {
        finishedRemoval.note(upload, isGone)
        if (scope === null) queueWaits.rowChanged()
      },
    }),
    onHalt(problem) {
      log.error(`the journal cannot be written: ${problem.code}`)
      scheduler.halt()
      broadcast.reordered()
    },
    onUnreadableRows() {
      log.warn('a row of the journal is damaged and has failed')
      broadcast.reordered()
    },
  })
  const queueWaits = createQueueWaits({ ...shared, uploadsIn: (state) => records.tally(state).uploads })
  const groups = createGroupPages({ journal, batches: records.batches, transfers, clock, sep })
  const release = createRelease({ ...deps, records })
  const wake = createWake({ clock, onOverslept: () => suspend.resume() })
  const resting = createResting({
    ...shared,
    accountsAtSameHost: (accountId) => accountsAtSameHost(accounts.list(), accountId),
    onEnd() {
      pump()
      cleaner.pump()
    },
  })
  const addresses = createUploadAddresses(deps.seal, deps.known)
  const deletions = createDeletionTracker({
    clock,
    attemptOf: (upload) => transfers.get(upload.id)?.ended ?? importer.attemptOf(upload),
    deleteDue: () => cleaner.begin(),
  })
  const cleaner = createCleaner({
    ...deps,
    tracker: deletions,
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
    receiptOfCopy: (upload) => importReceipt(upload, accounts),
  })
  const facts = createUploadFacts({ ...shared, records, wake })
  const locations = createFileLocations(deps)
  const knownFiles = createKnownFiles(journal)
  const run = createRunner({
    ...shared,
    addresses,
    records,
    locations,
    facts,
    transfers,
    wake,
    history: (id) => journal.uploads.history(id, HISTORY_LINES),
    abandon: cleaner.add,
    transaction: journal.transaction,
    isTaken: journal.uploads.hasRemote,
    onAccountFailure,
    speeds,
    onContact(accountId) {
      accounts.noteSuccess(accountId)
      scheduler.noteContact(accountId)
    },
    onSent: poller.pump,
  })
  const scheduler = createScheduler({
    ...shared,
    uploads: journal.uploads,
    records,
    transfers,
    wake,
    resting,
    release,
    sessionId: scope,
    run: (id, attempt) => uploadLogs.during([id], 'an attempt', () => run(id, attempt)),
    onRate: broadcast.summaryChanged,
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
    facts.reader.pump()
  }
  const drives = createAwaitedDrives({ ...shared, uploads: journal.uploads, records, release, pump })
  const reachability = createReachability({
    ...shared,
    waitingUpload: (accountId) => journal.uploads.waitingFor('offline', accountId, 1)[0] ?? null,
    onReturn(accountId) {
      scheduler.noteContact(accountId)
      cleaner.release(accountId)
    },
  })
  const suspend = createSuspend({
    ...shared,
    release,
    onReleased: () => pump(),
    records,
    transfers,
    wake,
    onAwake() {
      reachability.probeNow()
      pump()
    },
  })
  const enqueueing = createEnqueueing({ ...deps, records, pump })
  const imports = createImportIntake({ ...deps, records, enqueueing })
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
    ...shared,
    records,
    pump,
    publish: deps.onTasks,
    abandonRemote: (upload, remote) => commands.abandonRemote(upload, remote),
  })
  const { edge, moving } = createMoving({ journal, records })
  const actions = createBulkActions({ ...deps, records, scheduler, abandon: cleaner.add, moving })
  const commands = createCommands({
    ...deps,
    records,
    pump,
    actions,
    edge,
    deletions,
    tasks,
    idsInOrder: measure.idsInOrder,
  })
  const readings = createReadingCache(deps.media)
  const add = createIntake({ ...deps, records, locations, knownFiles, abandon: cleaner.add, enqueueing, speeds, readings })
  const previewAdd = createAddPreview({ ...deps, locations, knownFiles, speeds, readings })
  const update = createUploadEditor({ ...deps, records, retry: (id) => commands.retry({ ids: [id] }) })
  const retention = createRetention(shared)
  const finishedRemoval = createFinishedRemoval({ ...shared, records })
  const queuePort = createQueuePort({ ...shared, records, knownFiles, commands, enqueueing, pump })
  return {
    views,
    groups,
    broadcast,
    records,
    transfers,
    rates,
    queueWaits,
    wake,
    resting,
    cleaner,
    poller,
    facts,
    scheduler,
    importer,
    imports,
    drives,
    reachability,
    suspend,
    measure,
    tasks,
    commands,
    add,
    previewAdd,
    update,
    retention,
    finishedRemoval,
    queuePort,
    scope,
    log,
    pump,
  }
}
