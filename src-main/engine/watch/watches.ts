/** @file All watched folders: what a person can ask of them, and what everyone else is told. */
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import type { Parsed } from '../../contract/requests.ts'
import type { Settings } from '../../contract/settings.ts'
import type { BatchView, CardOffer, WatchRules, WatchView } from '../../contract/watch.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { unlessClosing } from '../closing.ts'
import { detach, shield } from '../detach.ts'
import { isInside } from '../files/paths.ts'
import { pathInVolume, type Volumes } from '../files/volumes.ts'
import type { Journal } from '../ports/journal.ts'
import type { SettingsFile } from '../ports/settings.ts'
import type { Clock, Log } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { QueuePort, UploadNews } from '../queue/queue-port.ts'
import { createSerialQueue } from '../serial.ts'
import type { WatchesData } from '../settings/settings-files.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { createBatches } from './batches.ts'
import { createCards } from './cards.ts'
import { createFolder, type Folder } from './folder.ts'
import { createKnownFiles } from './known-files.ts'
import { targetAt } from './move-target.ts'
import { keyOf, targetProblem } from './placing.ts'
import type { FolderEvents, FolderFiles, WatchedFile } from './ports.ts'
import { createProposals } from './proposals.ts'
import type { RuleFilter } from './rules.ts'
import { watchView } from './view.ts'
import type { WatchProfile } from './watch-profile.ts'

const TELL_MS = 500
const LONGEST_SCAN_MS = 60_000

export interface WatchesDeps {
  readonly file: SettingsFile<WatchesData>
  readonly journal: Journal
  readonly files: FolderFiles
  readonly volumes: Volumes
  readonly events: FolderEvents
  readonly queue: QueuePort
  readonly accounts: Accounts
  readonly providers: Providers
  readonly settings: () => Settings
  readonly dataDir: string
  readonly clock: Clock
  readonly closing: AbortSignal
  readonly random: () => number
  readonly log: Log
  readonly onChange: (watches: readonly WatchView[]) => void
  readonly onCards: (cards: readonly CardOffer[]) => void
  /** Tells whether anybody sees offers of cards. Answers how to end that. */
  readonly onCardAudience: (listener: (isThere: boolean) => void) => () => void
  readonly onBatch: (batch: BatchView) => void
}

interface Watched {
  readonly id: string
  readonly key: string
  readonly folder: Folder
  /** Made of the rules, the settings and the account; made again when one of them changes. */
  filter: RuleFilter | null
  /** Why its rules cannot be used; an earlier version took patterns that this one refuses. */
  rulesProblem: Failure | null
  /** What was asked of it last: it starts, stops and is removed in the order in which that was asked for. */
  changing: Promise<unknown>
}

export type Watches = ReturnType<typeof createWatches>

export function createWatches(deps: WatchesDeps) {
  const { file, journal, files, volumes, accounts, clock, closing, queue } = deps
  const log = deps.log.child('watch')
  const watchedFiles = journal.watched
  const watched = new Map<string, Watched>()
  /** Scans of whole folders: together they would slow each other down. A drive that never answers blocks the others for a minute. */
  const scanQueue = createSerialQueue({ clock, longestMs: LONGEST_SCAN_MS })
  let isStarted = false
  let cancelTell: (() => void) | null = null
  let adding: Promise<unknown> = Promise.resolve()

  const batches = createBatches({
    store: journal.batches,
    clock,
    log,
    isBusy: (watchId) => watched.get(watchId)?.folder.isBusy() ?? false,
    onSettled: deps.onBatch,
  })
  const cards = createCards({
    files,
    volumes,
    file,
    log,
    onAudience: deps.onCardAudience,
    onChange: deps.onCards,
  })

  const profiles = (): readonly WatchProfile[] => file.read().watches

  function profileOf(id: string): WatchProfile {
    const profile = profiles().find((one) => one.id === id)
    if (!profile) throw new FailureError(failure('watch.unknown', { id }))
    return profile
  }

  function store(profile: WatchProfile): void {
    const data = file.read()
    const isNew = !data.watches.some(({ id }) => id === profile.id)
    const list = isNew ? [...data.watches, profile] : data.watches.map((one) => (one.id === profile.id ? profile : one))
    file.write({ ...data, watches: list })
  }

  function required(id: string): Watched {
    const one = watched.get(profileOf(id).id)
    if (!one) throw new FailureError(failure('watch.unknown', { id }))
    return one
  }

  const proposals = createProposals({
    ...deps,
    profiles,
    profileOf,
    rootOf: (id) => watched.get(id)?.folder.root() ?? null,
  })
  const { problemOf, judgeFor, placeOf, checked } = proposals

  function open(profile: WatchProfile): Watched {
    const { id } = profile
    const key = keyOf(profile)
    const one: Watched = {
      id,
      key,
      filter: null,
      rulesProblem: problemOf(profile.rules),
      changing: Promise.resolve(),
      folder: createFolder({
        key,
        profile: () => profileOf(id),
        update: (change) => store({ ...profileOf(id), ...change }),
        filter: () => (one.filter ??= judgeFor(profileOf(id).rules)),
        watchedFiles,
        files,
        volumes,
        events: deps.events,
        queue,
        batches,
        clock,
        closing,
        random: deps.random,
        log,
        atOnce: (work) => journal.transaction(work),
        scanQueue,
        targetProblem: (folder) =>
          targetProblem(
            folder,
            profiles().map(({ path }) => path),
            files,
          ),
        onChange: tell,
      }),
    }
    watched.set(id, one)
    return one
  }

  /** Told at most twice a second. */
  function tell(): void {
    // What ends with this process still changes its state, which nobody is told any more.
    if (closing.aborted) return
    cancelTell ??= clock.after(TELL_MS, () => {
      cancelTell = null
      shield(() => deps.onChange(list()), log, 'the state of watched folders could not be told')
    })
  }

  const list = (): readonly WatchView[] => profiles().map(view)

  function view(profile: WatchProfile): WatchView {
    const one = watched.get(profile.id)
    return watchView({
      profile,
      status: one?.folder.status() ?? null,
      rulesProblem: one?.rulesProblem ?? null,
      account: accounts.view(profile.rules.accountId),
      tallies: watchedFiles.tallies(keyOf(profile)),
    })
  }

  function inOrder<T>(one: Watched, work: () => Promise<T>): Promise<T> {
    const mine = one.changing.then(work)
    one.changing = mine.catch(() => {})
    return mine
  }

  /** Runs a folder if it is to run, and stops it if not. */
  function bringInto(profile: WatchProfile): Promise<void> {
    const one = watched.get(profile.id) ?? open(profile)
    one.filter = null
    one.rulesProblem = problemOf(profile.rules)
    return inOrder(one, () => runOrStop(one))
  }

  /** Whether there is nothing against looking at it and sending what it holds. */
  function mayBeRead({ paused, rules }: WatchProfile, { rulesProblem }: Watched): boolean {
    return !closing.aborted && !paused && rulesProblem === null && accounts.find(rules.accountId) !== null
  }

  async function runOrStop(one: Watched): Promise<void> {
    const profile = profiles().find(({ id }) => id === one.id)
    if (!profile) return
    const mayRun = isStarted && mayBeRead(profile, one)
    if (mayRun && one.folder.status().isActive) one.folder.reconsider()
    else if (mayRun) one.folder.start()
    else await one.folder.stop()
    tell()
  }

  /** One after the other: a folder that is asked for twice at once must be seen by the second. */
  function add(input: Parsed<'watch.add'>): Promise<WatchView> {
    const mine = adding.then(() => addOne(input))
    adding = mine.catch(() => {})
    return mine
  }

  async function addOne({ path, rules: given }: Parsed<'watch.add'>): Promise<WatchView> {
    const real = await placeOf(path)
    const rules = await checked(null, withoutUndefined(given), real)
    const volume = await volumes.of(real)
    const target = await targetOf(rules, null)
    unlessClosing(closing)
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
    store(profile)
    await bringInto(profile)
    cards.refresh()
    return view(profile)
  }

  /** What files are moved to stays on its volume, until another folder is chosen. */
  async function targetOf({ afterwards }: WatchRules, before: WatchProfile | null): Promise<Pick<WatchProfile, 'target'>> {
    if (afterwards.do !== 'move') return {}
    const was = before?.rules.afterwards
    const isSame = was?.do === 'move' && was.folder === afterwards.folder
    const target = isSame ? before?.target : await targetAt(afterwards.folder, { files, volumes })
    return target ? { target } : {}
  }

  async function update({ id, rules: given }: Parsed<'watch.update'>): Promise<WatchView> {
    const before = profileOf(id)
    const rules = await checked(before.rules, withoutUndefined(given), before.path)
    const target = await targetOf(rules, before)
    unlessClosing(closing)
    const { target: _, ...others } = profileOf(id)
    const profile = { ...others, ...target, rules }
    store(profile)
    await bringInto(profile)
    return view(profile)
  }

  async function remove(id: string): Promise<null> {
    const one = required(id)
    await inOrder(one, async () => {
      await one.folder.stop()
      const data = file.read()
      file.write({ ...data, watches: data.watches.filter((profile) => profile.id !== id) })
      watched.delete(id)
    })
    tell()
    return null
  }

  async function pause({ ids, paused }: Parsed<'watch.pause'>): Promise<null> {
    for (const id of ids ?? profiles().map((profile) => profile.id)) {
      unlessClosing(closing)
      // One of all may have been removed meanwhile; of those that were named each has to be there.
      const before = ids ? profileOf(id) : profiles().find((profile) => profile.id === id)
      if (!before) continue
      const profile = { ...before, paused }
      store(profile)
      await bringInto(profile)
    }
    return null
  }

  /**
   * Looks at a whole folder. It is begun in turn with what else is asked of the folder, lest one that is being removed
   * begins to live again; and it can be removed while it is looked at.
   */
  async function scan(id: string): Promise<WatchView> {
    const one = required(id)
    await inOrder(one, async () => {
      unlessClosing(closing)
      if (mayBeRead(profileOf(id), one)) one.folder.start()
    })
    if (one.folder.status().isActive) await one.folder.scanNow()
    return inOrder(one, async () => {
      unlessClosing(closing)
      return view(profileOf(id))
    })
  }

  function folderOf(entry: WatchedFile): Folder | null {
    for (const { key, folder } of watched.values()) if (key === entry.folder) return folder
    return null
  }

  for (const profile of profiles()) open(profile)
  const known = createKnownFiles({ watchedFiles, clock, closing, keyOf: (id) => keyOf(profileOf(id)), folderOf, onChange: tell })

  return {
    list,
    add,
    update,
    remove,
    pause,
    scan,
    preview: proposals.preview,
    ...known,

    /** Begins to watch. Without it, folders can be changed and asked about. */
    start(): void {
      if (isStarted) return
      isStarted = true
      batches.start()
      for (const profile of profiles()) detach(bringInto(profile), log, 'a folder could not be watched')
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
      for (const { folder } of watched.values()) if (folder.status().isActive) folder.reconsider()
    },

    /** A drive that owed an answer gave it. */
    driveAnswered(): void {
      for (const { folder } of watched.values()) if (folder.status().away?.code === 'file.notAnswering') folder.recheck()
    },

    clockMoved(byMs: number): void {
      for (const { folder } of watched.values()) folder.clockMoved(byMs)
    },

    /** What folders leave out has changed. */
    refresh(): void {
      for (const profile of profiles()) detach(bringInto(profile), log, 'a folder could not be watched')
    },

    /** A folder may have lost its account, or got it back. */
    refreshAccounts(): void {
      for (const profile of profiles()) {
        const one = watched.get(profile.id)
        const isActive = one?.folder.status().isActive ?? false
        if (one && isActive !== (isStarted && mayBeRead(profile, one))) {
          detach(bringInto(profile), log, 'a folder could not be watched')
        }
      }
      tell()
    },

    onUpload(news: UploadNews): void {
      batches.noteUpload(news.upload.batchId)
      const entry = watchedFiles.ofUpload(news.upload.id)
      if (entry) folderOf(entry)?.onUpload(entry, news)
    },

    /** What a file that is not there waits for; `null` when it is on no watched folder that is away. */
    async awayFailure(path: string): Promise<Failure | null> {
      for (const { folder } of watched.values()) {
        if (isInside(folder.root(), path)) return folder.awayFailure(path)
      }
      return null
    },

    async close(): Promise<void> {
      isStarted = false
      cancelTell?.()
      cards.stop()
      batches.close()
      await Promise.all([...watched.values()].map(({ folder }) => folder.stop()))
    },
  }
}
