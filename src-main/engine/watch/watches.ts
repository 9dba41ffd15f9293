/** @file All watched folders: what a person can ask of them, and what everyone else is told. */
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import type { Parsed } from '../../contract/requests.ts'
import type { Settings } from '../../contract/settings.ts'
import {
  type BatchView,
  type CardOffer,
  DEFAULT_WATCH_RULES,
  type WatchPreview,
  type WatchRules,
  type WatchView,
} from '../../contract/watch.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { detach, shield } from '../detach.ts'
import { withoutUndefined } from '../given.ts'
import type { Clock, Journal, Log, SettingsFile } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { WatchesData, WatchProfile } from '../settings/store-options.ts'
import { createBatches } from './batches.ts'
import { createCardOffers } from './card-offers.ts'
import { createCards } from './cards.ts'
import { createFolder, type Folder } from './folder.ts'
import { createKnownFiles } from './known-files.ts'
import type { QueueLink, UploadNews } from './link.ts'
import { isInside, placeFor, targetProblem } from './placing.ts'
import type { FolderEvents, LedgerEntry, Volumes, WatchedFiles } from './ports.ts'
import { pathInVolume } from './presence.ts'
import { previewOf } from './preview.ts'
import { isUnsure } from './rounds.ts'
import { compileRules, type Judge } from './rules.ts'
import { watchView } from './view.ts'

const TELL_MS = 500

export interface WatchesDeps {
  readonly file: SettingsFile<WatchesData>
  readonly journal: Journal
  readonly files: WatchedFiles
  readonly volumes: Volumes
  readonly events: FolderEvents
  readonly queue: QueueLink
  readonly accounts: Accounts
  readonly providers: Providers
  readonly settings: () => Settings
  readonly dataDir: string
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  readonly onChange: (watches: readonly WatchView[]) => void
  readonly onCards: (cards: readonly CardOffer[]) => void
  readonly onBatch: (batch: BatchView) => void
}

interface Watched {
  readonly id: string
  readonly key: string
  readonly folder: Folder
  /** Made of the rules, the settings and the account; made again when one of them changes. */
  judge: Judge | null
  /** What was asked of it last: it starts, stops and is removed in the order in which that was asked for. */
  changing: Promise<unknown>
}

export type Watches = ReturnType<typeof createWatches>

export function createWatches(deps: WatchesDeps) {
  const { file, journal, files, volumes, accounts, clock, queue } = deps
  const log = deps.log.child('watch')
  const ledger = journal.watched
  const watched = new Map<string, Watched>()
  let isStarted = false
  let cancelTell: (() => void) | null = null
  let isClosed = false
  let turn: Promise<unknown> = Promise.resolve()
  let adding: Promise<unknown> = Promise.resolve()

  const batches = createBatches({
    store: journal.batches,
    clock,
    log,
    isBusy: (watchId) => watched.get(watchId)?.folder.isBusy() ?? false,
    onSettled: deps.onBatch,
  })
  const cards = createCardOffers({ cards: createCards({ files, volumes }), file, clock, log, onChange: deps.onCards })

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

  function judgeFor(rules: WatchRules): Judge {
    const account = accounts.find(rules.accountId)
    return compileRules(rules, deps.settings().ignoredNames, account ? deps.providers.get(account.provider).accepts : null)
  }

  /** Runs one look at a whole folder after the other: together they would only hinder each other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work)
    turn = mine.catch(() => {})
    return mine
  }

  function open(profile: WatchProfile): Watched {
    const { id } = profile
    const key = keyOf(profile)
    const one: Watched = {
      id,
      key,
      judge: null,
      changing: Promise.resolve(),
      folder: createFolder({
        key,
        profile: () => profileOf(id),
        update: (change) => store({ ...profileOf(id), ...change }),
        judge: () => (one.judge ??= judgeFor(profileOf(id).rules)),
        ledger,
        files,
        volumes,
        events: deps.events,
        queue,
        batches,
        clock,
        random: deps.random,
        log,
        atOnce: (work) => journal.transaction(work),
        inTurn,
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
    // What ends with this process still changes its state; there is no journal to read it from afterwards.
    if (isClosed) return
    cancelTell ??= clock.after(TELL_MS, () => {
      cancelTell = null
      shield(() => deps.onChange(list()), log, 'the state of watched folders could not be told')
    })
  }

  const list = (): readonly WatchView[] => profiles().map(view)

  function view(profile: WatchProfile): WatchView {
    const status = watched.get(profile.id)?.folder.status() ?? null
    return watchView({
      profile,
      status,
      account: accounts.view(profile.rules.accountId),
      tallies: ledger.tallies(keyOf(profile)),
    })
  }

  function inOrder(one: Watched, work: () => Promise<void>): Promise<void> {
    const mine = one.changing.then(work)
    one.changing = mine.catch(() => {})
    return mine
  }

  /** Runs a folder if it is to run, and stops it if not. */
  function bringInto(profile: WatchProfile): Promise<void> {
    const one = watched.get(profile.id) ?? open(profile)
    one.judge = null
    return inOrder(one, () => runOrStop(one))
  }

  async function runOrStop(one: Watched): Promise<void> {
    const profile = profiles().find(({ id }) => id === one.id)
    if (!profile) return
    const mayRun = isStarted && !profile.paused && accounts.find(profile.rules.accountId) !== null
    if (mayRun && one.folder.status().isActive) one.folder.reconsider()
    else if (mayRun) one.folder.start()
    else await one.folder.stop()
    tell()
  }

  /** Rules with the account by id, checked as far as that can be done before a file is there. */
  async function checked(before: WatchRules | null, given: Partial<WatchRules>, own: string | null): Promise<WatchRules> {
    const account =
      given.accountId === undefined && before
        ? accounts.find(before.accountId)
        : await accounts.resolve(given.accountId === undefined ? { default: true } : { account: given.accountId })
    if (!account) throw new FailureError(failure('watch.noAccount', { path: own ?? '' }))
    const rules = { ...DEFAULT_WATCH_RULES, ...before, ...given, accountId: account.id }
    deps.providers.get(account.provider).checkOptions({ ...account.defaults.options, ...rules.options }, clock.now())
    if (rules.maxBytes !== null && rules.maxBytes < rules.minBytes) {
      throw new FailureError(failure('input.invalid', { reason: 'The largest size is below the smallest.' }))
    }
    if (rules.afterwards.do === 'move') {
      const roots = profiles().map(({ path }) => path)
      const problem = await targetProblem(rules.afterwards.folder, own === null ? roots : [...roots, own], files)
      if (problem) throw new FailureError(problem)
    }
    return rules
  }

  const placeOf = (path: string): Promise<string> => placeFor(path, { files, others: profiles(), dataDir: deps.dataDir })

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
    const profile: WatchProfile = {
      id: crypto.randomUUID(),
      path: real,
      volume: volume ? { id: volume.id, label: volume.label, kind: volume.kind } : { id: '', label: '', kind: 'local' },
      inVolume: volume ? pathInVolume(real, volume.root) : '',
      rules,
      paused: false,
      begun: false,
    }
    store(profile)
    await bringInto(profile)
    cards.sift()
    return view(profile)
  }

  async function update({ id, rules: given }: Parsed<'watch.update'>): Promise<WatchView> {
    const before = profileOf(id)
    const rules = await checked(before.rules, withoutUndefined(given), before.path)
    const profile = { ...profileOf(id), rules }
    store(profile)
    await bringInto(profile)
    return view(profile)
  }

  async function remove(id: string): Promise<null> {
    profileOf(id)
    const one = watched.get(id) ?? open(profileOf(id))
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
      const profile = { ...profileOf(id), paused }
      store(profile)
      await bringInto(profile)
    }
    return null
  }

  async function preview(input: Parsed<'watch.preview'>, signal: AbortSignal): Promise<WatchPreview> {
    const known = 'id' in input ? profileOf(input.id) : null
    const path = 'path' in input ? await placeOf(input.path) : (watched.get(input.id)?.folder.root() ?? profileOf(input.id).path)
    const rules = await checked(known?.rules ?? null, withoutUndefined(input.rules), path)
    const volume = await volumes.of(path)
    const folder = known ? keyOf(known) : volume ? keyAt(volume.id, pathInVolume(path, volume.root)) : null
    const job = {
      path,
      folder,
      rules,
      judge: judgeFor(rules),
      stableInodes: volume?.stableInodes ?? true,
      isNear: volume?.kind !== 'network',
      signal,
    }
    const unsure = known !== null && isUnsure(known, ledger, keyOf(known))
    return previewOf({ files, ledger, queue, clock }, { ...job, isWatched: known?.begun ?? false, isUnsure: unsure })
  }

  function folderOf(entry: LedgerEntry): Folder | null {
    for (const { key, folder } of watched.values()) if (key === entry.folder) return folder
    return null
  }

  for (const profile of profiles()) open(profile)
  const known = createKnownFiles({ ledger, clock, keyOf: (id) => keyOf(profileOf(id)), folderOf, onChange: tell })

  return {
    list,
    add,
    update,
    remove,
    pause,
    preview,
    ...known,

    /** Begins to watch. Without it, folders can be changed and asked about. */
    start(): void {
      if (isStarted) return
      isStarted = true
      batches.start()
      for (const profile of profiles()) detach(bringInto(profile), log, 'a folder could not be watched')
      cards.start()
    },

    async scan(id: string): Promise<WatchView> {
      const profile = profileOf(id)
      const one = watched.get(id) ?? open(profile)
      if (!profile.paused && accounts.find(profile.rules.accountId)) {
        one.folder.start()
        await one.folder.scanNow()
      }
      return view(profileOf(id))
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
        const isActive = watched.get(profile.id)?.folder.status().isActive ?? false
        const hasAccount = accounts.find(profile.rules.accountId) !== null
        if (isActive !== (hasAccount && isStarted && !profile.paused)) {
          detach(bringInto(profile), log, 'a folder could not be watched')
        }
      }
      tell()
    },

    onUpload(news: UploadNews): void {
      batches.noteUpload(news.upload.batchId)
      const entry = ledger.ofUpload(news.upload.id)
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
      isClosed = true
      cancelTell?.()
      cards.stop()
      batches.close()
      await Promise.all([...watched.values()].map(({ folder }) => folder.stop()))
    },
  }
}

/** The folder in the ledger: the same when it is watched again, and wherever its volume is mounted. */
function keyOf({ volume, inVolume, path }: WatchProfile): string {
  return volume.id === '' ? keyAt('', path) : keyAt(volume.id, inVolume)
}

function keyAt(volumeId: string, path: string): string {
  return `${volumeId}\n${path}`
}
