/** @file The running part of each watched folder: made from its profile, and started or stopped as that and its account demand. */
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
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

const LONGEST_SCAN_MS = 60_000

export interface RunningFolder {
  readonly id: string
  readonly key: string
  readonly folder: Folder
  /** Compiled from the rules, the settings and the account; compiled again when one of them changes. */
  filter: RuleFilter | null
  /** Why its rules cannot be used; an earlier version accepted patterns that this one refuses. */
  rulesProblem: Failure | null
  /** Starts, stops and the removal run in the order in which they were requested. */
  readonly changes: SerialQueue
}

export interface RunningFoldersDeps
  extends Pick<
    WatchesDeps,
    'journal' | 'files' | 'media' | 'volumes' | 'events' | 'queue' | 'accounts' | 'clock' | 'closing' | 'random' | 'log'
  > {
  readonly profiles: WatchProfiles
  readonly proposals: Pick<Proposals, 'problemOf' | 'filterFor'>
  readonly batches: Batches
  readonly onChange: () => void
}

export type RunningFolders = ReturnType<typeof createRunningFolders>

export function createRunningFolders(deps: RunningFoldersDeps) {
  const { profiles, proposals, journal, files, accounts, clock, closing, log, onChange } = deps
  const watchedFiles = journal.watched
  const running = new Map<string, RunningFolder>()
  /** Concurrent scans would slow each other down. A drive that does not answer delays the others no longer than the limit. */
  const scanQueue = createSerialQueue({ clock, longestMs: LONGEST_SCAN_MS })
  let isStarted = false

  function open(profile: WatchProfile): RunningFolder {
    const { id } = profile
    const key = keyOf(profile)
    const one: RunningFolder = {
      id,
      key,
      filter: null,
      rulesProblem: proposals.problemOf(profile.rules),
      changes: createSerialQueue(),
      folder: createFolder({
        ...deps,
        key,
        profile: () => profiles.get(id),
        update: (change) => profiles.save({ ...profiles.get(id), ...change }),
        filter: () => (one.filter ??= proposals.filterFor(profiles.get(id).rules)),
        watchedFiles,
        atOnce: (work) => journal.transaction(work),
        scanQueue,
        targetProblem: (folder) =>
          targetProblem(
            folder,
            profiles.list().map(({ path }) => path),
            files,
          ),
      }),
    }
    running.set(id, one)
    return one
  }

  /** Whether nothing prevents scanning it and sending its files. */
  function mayRun({ paused, rules }: WatchProfile, { rulesProblem }: RunningFolder): boolean {
    return !closing.aborted && !paused && rulesProblem === null && accounts.find(rules.accountId) !== null
  }

  async function startOrStop(one: RunningFolder): Promise<void> {
    const profile = profiles.find(one.id)
    if (!profile) return
    const isToRun = isStarted && mayRun(profile, one)
    if (isToRun && one.folder.status().isActive) one.folder.reconsider()
    else if (isToRun) one.folder.start()
    else await one.folder.stop()
    onChange()
  }

  /** Applies a profile: opens the folder if it is new, and starts or stops it. */
  function apply(profile: WatchProfile): Promise<void> {
    const one = running.get(profile.id) ?? open(profile)
    one.filter = null
    one.rulesProblem = proposals.problemOf(profile.rules)
    return one.changes.run(() => startOrStop(one))
  }

  function applyAll(isConcerned: (profile: WatchProfile) => boolean = () => true): void {
    for (const profile of profiles.list()) {
      if (isConcerned(profile)) detach(apply(profile), log, 'a folder could not be watched')
    }
  }

  for (const profile of profiles.list()) open(profile)

  /** @throws FailureError `watch.unknown` */
  function get(id: string): RunningFolder {
    const one = running.get(profiles.get(id).id)
    if (!one) throw new FailureError(failure('watch.unknown', { id }))
    return one
  }

  return {
    find: (id: string): RunningFolder | null => running.get(id) ?? null,
    folders: (): readonly Folder[] => [...running.values()].map(({ folder }) => folder),
    get,
    mayRun,
    apply,
    applyAll,

    view(profile: WatchProfile): WatchView {
      const one = running.get(profile.id)
      return watchView({
        profile,
        status: one?.folder.status() ?? null,
        rulesProblem: one?.rulesProblem ?? null,
        account: accounts.view(profile.rules.accountId),
        tallies: watchedFiles.tallies(keyOf(profile)),
      })
    },

    folderOf(entry: WatchedFile): Folder | null {
      for (const { key, folder } of running.values()) if (key === entry.folder) return folder
      return null
    },

    /** Stops a folder and forgets it; its rows stay. */
    async remove(id: string): Promise<void> {
      const one = get(id)
      await one.changes.run(async () => {
        await one.folder.stop()
        profiles.remove(id)
        running.delete(id)
      })
    },

    /** Accounts were added or removed, or their state changed. */
    applyAccounts(): void {
      applyAll((profile) => {
        const one = running.get(profile.id)
        return one !== undefined && one.folder.status().isActive !== (isStarted && mayRun(profile, one))
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
