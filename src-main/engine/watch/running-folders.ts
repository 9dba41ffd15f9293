/** @file Creates the running part of each watched folder from its profile, and starts or stops it when the profile or its account changes. */
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import type { WatchView } from '../../contract/watch.ts'
import { detach } from '../detach.ts'
import { createSerialQueue, type SerialQueue } from '../serial.ts'
import type { Batches } from './batches.ts'
import { createFolder, type Folder } from './folder.ts'
import type { WatchedFile } from './ports.ts'
import type { Proposals } from './proposals.ts'
import type { RuleFilter } from './rules.ts'
import { watchView } from './view.ts'
import type { WatchProfile } from './watch-profile.ts'
import type { WatchProfiles } from './watch-profiles.ts'
import { keyOf, targetProblem } from './watchable.ts'
import type { WatchesDeps } from './watches.ts'

const MAX_SCAN_MS = 60_000

interface RunningFolder {
  readonly id: string
  readonly key: string
  readonly folder: Folder
  /** Compiled from the rules, the settings and the account; compiled again when one of them changes. */
  filter: RuleFilter | null
  /** Why its rules cannot be used: earlier versions accepted some patterns that this one rejects. */
  rulesProblem: Failure | null
  /** Starts, stops and the removal run in the order in which they were requested. */
  readonly changes: SerialQueue
  /** Updates of its rules: each begins with the rules that the one before has stored. */
  readonly updates: SerialQueue
}

interface RunningFoldersDeps
  extends Pick<
    WatchesDeps,
    'journal' | 'files' | 'media' | 'volumes' | 'events' | 'queue' | 'accounts' | 'clock' | 'closing' | 'random' | 'log'
  > {
  readonly profiles: WatchProfiles
  readonly proposals: Pick<Proposals, 'problemOf' | 'filterFor'>
  readonly batches: Batches
  readonly onChange: () => void
}

export function createRunningFolders(deps: RunningFoldersDeps) {
  const { profiles, proposals, journal, files, accounts, clock, closing, log, onChange } = deps
  const watchedFiles = journal.watched
  const running = new Map<string, RunningFolder>()
  /** Concurrent scans would slow each other down. A drive that does not answer delays the others no longer than the limit. */
  const scanQueue = createSerialQueue({ clock, longestMs: MAX_SCAN_MS })
  let isStarted = false

  function open(profile: WatchProfile): RunningFolder {
    const { id } = profile
    const key = keyOf(profile)
    const entry: RunningFolder = {
      id,
      key,
      filter: null,
      rulesProblem: proposals.problemOf(profile.rules),
      changes: createSerialQueue(),
      updates: createSerialQueue(),
      folder: createFolder({
        ...deps,
        key,
        profile: () => profiles.get(id),
        update: (change) => profiles.save({ ...profiles.get(id), ...change }),
        filter: () => (entry.filter ??= proposals.filterFor(profiles.get(id).rules)),
        watchedFiles,
        inTransaction: (work) => journal.transaction(work),
        scanQueue,
        targetProblem: (folder) =>
          targetProblem(
            folder,
            profiles.list().map(({ path }) => path),
            files,
          ),
      }),
    }
    running.set(id, entry)
    return entry
  }

  /** Whether it may be scanned and its files sent. */
  function mayRun({ paused, rules }: WatchProfile, { rulesProblem }: RunningFolder): boolean {
    return !closing.aborted && !paused && rulesProblem === null && accounts.find(rules.accountId) !== null
  }

  async function startOrStop(entry: RunningFolder): Promise<void> {
    const profile = profiles.find(entry.id)
    if (!profile) return
    const shouldRun = isStarted && mayRun(profile, entry)
    if (shouldRun && entry.folder.status().isActive) entry.folder.reconsider()
    else if (shouldRun) entry.folder.start()
    else await entry.folder.stop()
    onChange()
  }

  /** Applies a profile: opens the folder if it is new, and starts or stops it. */
  function apply(profile: WatchProfile): Promise<void> {
    const entry = running.get(profile.id) ?? open(profile)
    entry.filter = null
    entry.rulesProblem = proposals.problemOf(profile.rules)
    return entry.changes.run(() => startOrStop(entry))
  }

  function applyAll(isAffected: (profile: WatchProfile) => boolean = () => true): void {
    for (const profile of profiles.list()) {
      if (isAffected(profile)) detach(apply(profile), log, 'a folder could not be watched')
    }
  }

  for (const profile of profiles.list()) open(profile)

  /** @throws FailureError `watch.unknown` */
  function get(id: string): RunningFolder {
    const entry = running.get(profiles.get(id).id)
    if (!entry) throw new FailureError(failure('watch.unknown', { id }))
    return entry
  }

  return {
    find: (id: string): RunningFolder | null => running.get(id) ?? null,
    folders: (): readonly Folder[] => [...running.values()].map(({ folder }) => folder),
    get,
    mayRun,
    apply,
    applyAll,

    view(profile: WatchProfile): WatchView {
      const entry = running.get(profile.id)
      return watchView({
        profile,
        status: entry?.folder.status() ?? null,
        rulesProblem: entry?.rulesProblem ?? null,
        account: accounts.view(profile.rules.accountId),
        tallies: watchedFiles.tallies(keyOf(profile)),
      })
    },

    folderOf(file: WatchedFile): Folder | null {
      for (const { key, folder } of running.values()) if (key === file.folder) return folder
      return null
    },

    /** Stops a folder and forgets it; its rows stay. */
    async remove(id: string): Promise<void> {
      const entry = get(id)
      await entry.changes.run(async () => {
        await entry.folder.stop()
        profiles.remove(id)
        running.delete(id)
      })
    },

    /** Accounts were added or removed, or their state changed. */
    applyAccounts(): void {
      applyAll((profile) => {
        const entry = running.get(profile.id)
        return entry !== undefined && entry.folder.status().isActive !== (isStarted && mayRun(profile, entry))
      })
    },

    start(): void {
      isStarted = true
      applyAll()
    },

    async close(): Promise<void> {
      isStarted = false
      await Promise.all([...running.values()].map(({ folder }) => folder.stop()))
    },
  }
}
