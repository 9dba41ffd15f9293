/** @file All watched folders: the commands of a person, and events of the engine that they react to. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { Parsed } from '../../contract/requests.ts'
import type { Settings } from '../../contract/settings.ts'
import type { BatchView, CameraCard, WatchRules, WatchView } from '../../contract/watch.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { throwIfClosing } from '../closing.ts'
import { shield } from '../detach.ts'
import type { EnginePorts } from '../engine-ports.ts'
import { isInside } from '../files/paths.ts'
import { pathInVolume } from '../files/volumes.ts'
import type { SettingsFile } from '../ports/settings.ts'
import type { Providers } from '../providers/provider.ts'
import type { AddChosen, QueuePort, UploadChange } from '../queue/queue-port.ts'
import { createSerialQueue } from '../serial.ts'
import type { WatchesData } from '../settings/settings-files.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { createBatches } from './batches.ts'
import { createCards } from './cards.ts'
import { createChosenFiles } from './chosen-files.ts'
import { createFileCommands } from './file-commands.ts'
import { targetAt } from './move-target.ts'
import type { FolderEvents, FolderFiles } from './ports.ts'
import { createProposals } from './proposals.ts'
import { createRunningFolders } from './running-folders.ts'
import type { WatchProfile } from './watch-profile.ts'
import { createWatchProfiles } from './watch-profiles.ts'
import { keyOf } from './watchable.ts'

/** Changes of the list are published at most twice a second. */
const PUBLISH_MS = 500

export interface WatchesDeps extends Pick<EnginePorts, 'journal' | 'media' | 'volumes' | 'dataDir' | 'clock' | 'random' | 'log'> {
  readonly file: SettingsFile<WatchesData>
  readonly files: FolderFiles
  readonly events: FolderEvents
  readonly queue: QueuePort
  readonly addChosen: AddChosen
  readonly accounts: Accounts
  readonly providers: Providers
  readonly settings: () => Settings
  readonly closing: AbortSignal
  readonly onChange: (watches: readonly WatchView[]) => void
  readonly onCards: (cards: readonly CameraCard[]) => void
  /** Reports whether the list of cards has consumers. Returns a function that unsubscribes. */
  readonly onCardConsumers: (listener: (isThere: boolean) => void) => () => void
  readonly onBatch: (batch: BatchView) => void
}

export function createWatches(deps: WatchesDeps) {
  const { file, journal, files, volumes, clock, closing } = deps
  const log = deps.log.child('watch')
  const profiles = createWatchProfiles(file)
  /** Folders are added one at a time: a folder that is added twice at once must be found by the second check. */
  const additions = createSerialQueue()
  let isStarted = false
  let cancelPublishing: (() => void) | null = null

  const batches = createBatches({
    store: journal.batches,
    clock,
    log,
    isBusy: (watchId) => folders.find(watchId)?.folder.isBusy() ?? false,
    onSettled: deps.onBatch,
  })
  const cards = createCards({ files, volumes, file, log, onConsumers: deps.onCardConsumers, onChange: deps.onCards })
  const proposals = createProposals({
    ...deps,
    profiles,
    rootOf: (id) => folders.find(id)?.folder.root() ?? null,
  })
  const folders = createRunningFolders({ ...deps, log, profiles, proposals, batches, onChange: publish })
  const { view } = folders
  const chosenFiles = createChosenFiles({
    ...deps,
    profiles,
    batches,
    rootOf: (id) => folders.find(id)?.folder.root() ?? null,
    sendsAutomatically(id, directory, found) {
      const entry = folders.find(id)
      // With unusable rules the answer is unknown; then it is not sent by hand, because sent twice is worse than sent later.
      return !entry || entry.rulesProblem !== null || entry.folder.sendsAutomatically(directory, found)
    },
  })

  const list = (): readonly WatchView[] => profiles.list().map(view)

  function publish(): void {
    // Folders that stop with the process still change their state, which nobody sees any more.
    if (closing.aborted) return
    cancelPublishing ??= clock.after(PUBLISH_MS, () => {
      cancelPublishing = null
      shield(() => deps.onChange(list()), log, 'the state of watched folders could not be published')
    })
  }

  async function save(profile: WatchProfile): Promise<void> {
    profiles.save(profile)
    await folders.apply(profile)
  }

  async function add({ path, rules: changes }: Parsed<'watch.add'>): Promise<WatchView> {
    const real = await proposals.realPathOf(path)
    const rules = await proposals.checked(null, withoutUndefined(changes), real)
    const volume = await volumes.of(real)
    const target = await targetOf(rules, null)
    throwIfClosing(closing)
    const profile: WatchProfile = {
      id: crypto.randomUUID(),
      path: real,
      volume: volume ? { id: volume.id, label: volume.label, kind: volume.kind } : { id: '', label: '', kind: 'local' },
      inVolume: volume ? pathInVolume(real, volume.root) : '',
      ...target,
      rules,
      paused: false,
      begun: false,
    }
    await save(profile)
    cards.refresh()
    return view(profile)
  }

  /** The target stays on its volume until another folder is chosen. */
  async function targetOf({ afterwards }: WatchRules, before: WatchProfile | null): Promise<Pick<WatchProfile, 'target'>> {
    if (afterwards.do !== 'move') return {}
    const was = before?.rules.afterwards
    const isSame = was?.do === 'move' && was.folder === afterwards.folder
    const target = isSame ? before?.target : await targetAt(afterwards.folder, { files, volumes })
    return target ? { target } : {}
  }

  async function update({ id, rules: changes }: Parsed<'watch.update'>): Promise<WatchView> {
    const before = profiles.get(id)
    const rules = await proposals.checked(before.rules, withoutUndefined(changes), before.path)
    const target = await targetOf(rules, profiles.get(id))
    throwIfClosing(closing)
    const { target: _, ...others } = profiles.get(id)
    const profile = { ...others, ...target, rules }
    await save(profile)
    return view(profile)
  }

  async function remove(id: string): Promise<null> {
    await folders.remove(id)
    publish()
    return null
  }

  async function pause({ ids, paused }: Parsed<'watch.pause'>): Promise<null> {
    for (const id of ids ?? profiles.list().map((profile) => profile.id)) {
      throwIfClosing(closing)
      // Without ids, a folder may have been removed meanwhile; an id that was passed has to exist.
      const before = ids ? profiles.get(id) : profiles.find(id)
      if (before) await save({ ...before, paused })
    }
    return null
  }

  /**
   * Scans a whole folder. It is started in turn with the other changes of the folder, so that one that is being removed does
   * not start again; the scan itself is outside of them, so that the folder can be removed meanwhile.
   */
  async function scan(id: string): Promise<WatchView> {
    const entry = folders.get(id)
    await entry.changes.run(async () => {
      throwIfClosing(closing)
      if (folders.mayRun(profiles.get(id), entry)) entry.folder.start()
    })
    if (entry.folder.status().isActive) await entry.folder.scanNow()
    return entry.changes.run(async () => {
      throwIfClosing(closing)
      return view(profiles.get(id))
    })
  }

  return {
    list,
    add: (input: Parsed<'watch.add'>): Promise<WatchView> => additions.run(() => add(input)),
    update: async (input: Parsed<'watch.update'>): Promise<WatchView> => folders.get(input.id).updates.run(() => update(input)),
    remove,
    pause,
    scan,
    preview: proposals.preview,
    sendFiles: chosenFiles.send,
    ...createFileCommands({
      watchedFiles: journal.watched,
      clock,
      closing,
      keyOf: (id) => keyOf(profiles.get(id)),
      folderOf: folders.folderOf,
      onChange: publish,
    }),

    /** Starts the folders. Before, they can be changed and read. */
    start(): void {
      if (isStarted) return
      isStarted = true
      batches.start()
      folders.start()
      cards.start()
    },

    batches: ({ watchId, offset, limit }: Parsed<'batches.list'>) => batches.list(watchId ?? null, offset, limit),

    cards: cards.list,

    dismissCard(id: string): null {
      cards.dismiss(id)
      return null
    },

    /** The machine woke up. */
    wake(): void {
      for (const folder of folders.folders()) if (folder.status().isActive) folder.reconsider()
    },

    /** A drive that had not answered answers again. */
    driveAnswered(): void {
      for (const folder of folders.folders()) if (folder.status().away?.code === 'file.notAnswering') folder.recheck()
    },

    clockMoved(byMs: number): void {
      for (const folder of folders.folders()) folder.clockMoved(byMs)
    },

    /** The ignore list changed. */
    refresh: (): void => folders.applyAll(),

    /** A folder may have lost its account, or got it back. */
    refreshAccounts(): void {
      folders.applyAccounts()
      publish()
    },

    onUpload(change: UploadChange): void {
      batches.noteUpload(change.upload.batchId)
      const file = journal.watched.ofUpload(change.upload.id)
      if (file) folders.folderOf(file)?.onUpload(file, change)
    },

    /** Why a file that is missing cannot be there; `null` unless it is in a watched folder that is away. */
    async awayFailure(path: string): Promise<Failure | null> {
      for (const folder of folders.folders()) {
        if (isInside(folder.root(), path)) return folder.awayFailure(path)
      }
      return null
    },

    async close(): Promise<void> {
      isStarted = false
      cancelPublishing?.()
      cards.stop()
      batches.close()
      await folders.close()
    },
  }
}
