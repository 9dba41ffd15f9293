/** @file The engine: queue, watched folders, accounts and settings over the ports that a host and its adapters provide. */
import type { AccountView } from '../contract/account.ts'
import type { FolderListing } from '../contract/files.ts'
import { SETTLED, UPLOAD_STATES } from '../contract/queue/upload.ts'
import type { Settings } from '../contract/settings.ts'
import { createAccounts } from './accounts/accounts.ts'
import { createActivity } from './activity/activity.ts'
import { createThroughput } from './activity/throughput.ts'
import { createClosing, createStoppableClock } from './closing.ts'
import { detach, settle, settleWithin, shield } from './detach.ts'
import type { EnginePorts } from './engine-ports.ts'
import { mountedDrives } from './files/mounted-drives.ts'
import { createHistory } from './history/history.ts'
import { createHistoryRecorder } from './history/recorder.ts'
import { createLiveStreams } from './live/live-streams.ts'
import { timeoutsFrom } from './network/timeouts.ts'
import { createProviders, type ProviderContext } from './providers/provider.ts'
import { createHeldFiles } from './queue/adding/held-files.ts'
import { createQueue } from './queue/queue.ts'
import { guardProvider, guardTransfer } from './secrets/guard.ts'
import { createRedactor } from './secrets/redactor.ts'
import { createProxySignIn } from './settings/proxy-sign-in.ts'
import { createSettings } from './settings/settings.ts'
import { createThumbnails } from './thumbnails/thumbnails.ts'
import { createWatches } from './watch/watches.ts'

export interface EngineOptions {
  /** `session`: send only what is added during this run. `all`: the whole queue. */
  readonly scope: 'session' | 'all'
  /** Settings for this run only. */
  readonly overrides: Partial<Settings>
}

export type Engine = ReturnType<typeof createEngine>

/** States of uploads that still need their account. */
const UNFINISHED = UPLOAD_STATES.filter((state) => !SETTLED.has(state) || state === 'paused' || state === 'needs-attention')

/** Uploads that the network stopped are retried when one of these changes. */
const NETWORK_SETTINGS = ['proxyMode', 'proxyUrl', 'caFile'] as const

/** Closing takes ten seconds at most. Servers that are creating something use some of it; work on a dead drive is not awaited. */
const WATCHES_MS = 2_000
const QUEUE_MS = 5_700

export function createEngine({ transfer, ...outer }: EnginePorts, options: EngineOptions) {
  const closing = createClosing()
  const clock = createStoppableClock(outer.clock)
  const ports = { ...outer, clock, closing: closing.signal }
  const { known } = ports
  const guarded = ports.providers.map((provider) => guardProvider(provider, known))
  const redactor = createRedactor(known)
  const providers = createProviders(guarded, (accountId, problem) => {
    // What is entered and not stored is no account yet.
    if (accounts.find(accountId)) queue.noteFailure(accountId, redactor.failure(problem))
  })
  const settings = createSettings({
    file: ports.settingsFile,
    overrides: options.overrides,
    caFileProblem: ports.caFileProblem,
    onChange(now, before) {
      ports.publish('settings.changed', now)
      queue.pump()
      if (now.ignoredNames !== before.ignoredNames) watches.refresh()
      if (now.keepHistoryDays < before.keepHistoryDays) queue.retentionChanged()
      if (now.thumbnails !== before.thumbnails || now.thumbnailBytes !== before.thumbnailBytes) thumbnails.settingsChanged()
      if (now.finishedLeave !== before.finishedLeave) queue.finishedRemovalChanged()
      if (NETWORK_SETTINGS.some((name) => now[name] !== before[name])) releaseNetwork()
    },
  })
  const releaseNetwork = (): void =>
    detach(queue.commands.releaseNetwork(), ports.log, 'what waited for another route to its server could not go on')
  const proxySignIn = createProxySignIn({ secrets: ports.secrets, known, settings: settings.get, onChange: releaseNetwork })
  const accounts = createAccounts({
    file: ports.accountsFile,
    secrets: ports.secrets,
    seal: ports.seal,
    providers,
    openUploads: (accountId) => ports.journal.uploads.countOfAccount(accountId, UNFINISHED),
    onChange(list: readonly AccountView[], changedId) {
      ports.publish('accounts.changed', list)
      watches.refreshAccounts()
      queue.storeAccountNames(list)
      if (changedId !== null) detach(queue.releaseAccount(changedId), ports.log, 'an account could not go on')
    },
    clock: ports.clock,
    log: ports.log.child('accounts'),
  })
  const history = createHistory({
    ...ports,
    accounts,
    queue: () => queue,
    thumbnailId: ports.thumbnails.cache.idOf,
    publish: (changed) => ports.publish('history.changed', changed),
  })
  const throughput = createThroughput(ports)
  const recorder = createHistoryRecorder({ ...ports, accountOf: accounts.find, onChange: history.noteChange })
  const queue = createQueue({
    ...ports,
    recorder,
    throughput,
    transfer: guardTransfer(transfer, known),
    providers,
    accounts,
    settings,
    sessionId: crypto.randomUUID(),
    scope: options.scope,
    onDelta: (delta) => ports.publish('queue.changed', delta),
    onTransition: (upload) => ports.publish('queue.transitioned', upload),
    onTasks: (tasks) => ports.publish('tasks.changed', tasks),
    onUploadChange: (change) => watches.onUpload(change),
    fileAway: (path) => watches.awayFailure(path),
    thumbnailId: ports.thumbnails.cache.idOf,
  })
  const activity = createActivity({ ...ports, accounts, throughput, now: queue.speed })
  const watches = createWatches({
    ...ports,
    file: ports.watchesFile,
    files: ports.folderFiles,
    events: ports.folderEvents,
    queue: queue.port,
    addChosen: queue.add,
    accounts,
    providers,
    settings: settings.get,
    onChange: (list) => ports.publish('watches.changed', list),
    onCards: (cards) => ports.publish('cards.changed', cards),
    onCardConsumers: (listener) => ports.onConsumers('cards.changed', listener),
    onBatch: (batch) => ports.publish('batch.settled', batch),
  })

  const thumbnails = createThumbnails({
    ...ports,
    ports: ports.thumbnails,
    settings: settings.get,
    fileOf: (id) => ports.journal.uploads.get(id) ?? ports.journal.receipts.fileOf(id) ?? queue.previewed(id),
    sending: queue.sending,
    onChange: (changed) => ports.publish('thumbnails.changed', changed),
  })
  const held = createHeldFiles({ ...ports, onChange: (count) => ports.publish('held.changed', { held: count }) })
  const contextFor = (signal: AbortSignal): ProviderContext => ({ timeouts: timeoutsFrom(settings), signal })
  const live = createLiveStreams({ store: ports.journal.live, accounts, providers, now: ports.clock.now })

  return {
    /** Begins to send and, where the whole queue is sent, to watch folders. */
    start(): void {
      if (closing.signal.aborted) return
      queue.start()
      queue.storeAccountNames(accounts.list())
      if (options.scope === 'all') watches.start()
    },
    resume(): void {
      queue.resume()
      watches.wake()
    },
    /** A drive that did not answer has answered. */
    driveAnswered(): void {
      if (closing.signal.aborted) return
      queue.driveAnswered()
      watches.driveAnswered()
      thumbnails.driveAnswered()
    },
    clockMoved(byMs: number): void {
      queue.clockMoved(byMs)
      watches.clockMoved(byMs)
    },
    queue,
    history,
    activity,
    held,
    watches,
    accounts,
    settings,
    proxySignIn,
    live,
    thumbnails,
    contextFor,
    providers,
    /** A folder for a file browser, with the drives to start from. */
    async listFolder(path: string | undefined, signal: AbortSignal): Promise<FolderListing> {
      const [listing, drives] = await Promise.all([ports.files.list(path, signal), mountedDrives(ports)])
      return { ...listing, drives }
    },
    secrets: ports.secrets,
    receipts: ports.journal.receipts,
    /** Aborted when the engine begins to close. */
    closing: closing.signal,

    /** Starts nothing new and ends what runs. `close` waits for the rest. */
    stop: closing.begin,

    /** Ends what runs, then the journal and every timer, in this order. */
    async close(): Promise<void> {
      closing.begin()
      thumbnails.close()
      await settleWithin(WATCHES_MS, outer.clock, watches.close(), ports.log, 'watched folders did not end in good order')
      await settleWithin(QUEUE_MS, outer.clock, queue.close(), ports.log, 'the queue did not end in good order')
      accounts.close()
      // Detached work in slices ends with its current slice.
      await clock.turn()
      await settle(ports.media.close(), ports.log, 'the reader of media files did not end')
      shield(ports.journal.close, ports.log, 'the journal could not be closed')
      clock.end()
    },
  }
}
