/**
 * @file Checks files that may still be written to until they have not changed for the quiet time. Some programs and drives
 * report wrong sizes and dates, so every new file is checked twice, however old its date is.
 */
import type { WatchReason } from '../../contract/watch.ts'
import { detach, shield } from '../detach.ts'
import { exhaustionIn } from '../exhaustion.ts'
import type { MediaReading } from '../ports/media.ts'
import type { FolderParts } from './folder-deps.ts'
import type { FoundFile, Wholeness } from './ports.ts'

const SLICE = 50
/** Incomplete files are checked this many times less often. */
const INCOMPLETE_FACTOR = 6
const MAX_WAIT_MS = 5 * 60_000

interface UnstableFile {
  readonly path: string
  readonly found: FoundFile
  /** When it was first seen in this version. */
  since: number
}

/** Files with the same waiting time, in the order in which they are due, also when that time changes. */
interface WaitingGroup {
  readonly entries: Map<number, UnstableFile>
  readonly waitMs: () => number
}

interface StabilityEvents {
  /** It did not change for the quiet time, and seems complete. `media` has its media facts if rules depend on them. */
  onFinished(id: number, found: FoundFile, media: MediaReading | null): void
  /** It did not change for the quiet time, and is incomplete. */
  onUnfinished(id: number, found: FoundFile, reason: WatchReason): void
  /** The file is missing. */
  onVanished(id: number): void
}

export type StabilityCheck = ReturnType<typeof createStabilityCheck>

interface Deps extends Pick<FolderParts, 'filter' | 'clock' | 'files' | 'log' | 'signal' | 'inTransaction'> {
  readonly quietMs: () => number
  /** Media facts of a finished file; `null` if no rule depends on them. @throws FailureError `system.*` or `file.notAnswering` */
  readonly readMedia: (path: string) => Promise<MediaReading | null>
  readonly on: StabilityEvents
}

export function createStabilityCheck({ filter, clock, files, log, quietMs, signal, inTransaction, readMedia, on }: Deps) {
  const fresh: WaitingGroup = { entries: new Map(), waitMs: quietMs }
  const unfinished: WaitingGroup = { entries: new Map(), waitMs: () => Math.min(MAX_WAIT_MS, quietMs() * INCOMPLETE_FACTOR) }
  const groups = [fresh, unfinished]
  let cancelTimer = (): void => {}
  let checking: Promise<void> | null = null

  function put(group: WaitingGroup, id: number, path: string, found: FoundFile): void {
    for (const { entries } of groups) entries.delete(id)
    group.entries.set(id, { path, found, since: clock.now() })
    arm()
  }

  function arm(): void {
    cancelTimer()
    if (checking !== null || signal().aborted) return
    const dates = groups.flatMap(({ entries, waitMs }) => {
      const first = entries.values().next().value
      return first ? first.since + waitMs() : []
    })
    if (dates.length === 0) return
    cancelTimer = clock.after(Math.max(1, Math.min(...dates) - clock.now()), () => {
      checking = checkDue().finally(() => {
        checking = null
        arm()
      })
      detach(checking, log, 'files could not be watched for changes')
    })
  }

  async function checkDue(): Promise<void> {
    for (;;) {
      const due = groups.flatMap(dueIn).slice(0, SLICE)
      if (due.length === 0) return
      const events = await Promise.all(due.map(([id, entry]) => checkFile(id, entry)))
      if (signal().aborted) return
      emit(due, events)
      await clock.turn()
    }
  }

  /** A file whose event fails, for example because the journal rejects the write, stays watched. */
  function emit(due: readonly [number, UnstableFile][], events: readonly (() => void)[]): void {
    if (!due.some(isWatched)) return
    const watchAgain = ([id, { path, found }]: [number, UnstableFile]): void => put(unfinished, id, path, found)
    try {
      inTransaction(() => {
        for (const [index, event] of events.entries()) {
          shield(
            () => runOrRecover(event, () => due.slice(index, index + 1).forEach(watchAgain)),
            log,
            'a watched file could not be noted',
          )
        }
      })
    } catch (caught) {
      due.forEach(watchAgain)
      throw caught
    }
  }

  function dueIn({ entries, waitMs }: WaitingGroup): [number, UnstableFile][] {
    const due: [number, UnstableFile][] = []
    const latest = clock.now() - waitMs()
    for (const [id, entry] of entries) {
      if (due.length === SLICE || entry.since > latest) break
      due.push([id, entry])
    }
    return due
  }

  async function checkFile(id: number, entry: UnstableFile): Promise<() => void> {
    const { path, found } = entry
    try {
      const rules = filter()
      const now = await files.stat(path)
      const isQuiet = now !== null && isSameVersion(now, found)
      const wholeness = isQuiet && now.identity.sizeBytes > 0 ? await files.wholeness(path) : null
      const media = wholeness === 'whole' ? await readMedia(path) : null
      const event = eventOf(id, entry, now, isQuiet, wholeness, media)
      return () => {
        // The rules changed while it was read: the new ones may need facts that were not.
        if (now !== null && filter() !== rules && isWatched([id, entry])) put(fresh, id, path, now)
        else event()
      }
    } catch (caught) {
      if (exhaustionIn(caught) === null) throw caught
      // The check did not take place, so the file is neither missing nor finished: it is checked again.
      return () => isWatched([id, entry]) && put(fresh, id, path, found)
    }
  }

  function eventOf(
    id: number,
    entry: UnstableFile,
    now: FoundFile | null,
    isQuiet: boolean,
    wholeness: Wholeness | null,
    media: MediaReading | null,
  ): () => void {
    const { path } = entry
    return () => {
      if (!isWatched([id, entry])) return
      if (now === null) {
        forget(id)
        on.onVanished(id)
      } else if (!isQuiet) {
        put(fresh, id, path, now)
      } else if (wholeness === 'whole') {
        forget(id)
        on.onFinished(id, now, media)
      } else {
        put(unfinished, id, path, now)
        on.onUnfinished(id, now, wholeness ?? 'empty')
      }
    }
  }

  /** False if a scan has found another version meanwhile. */
  function isWatched([id, entry]: [number, UnstableFile]): boolean {
    return groups.some(({ entries }) => entries.get(id) === entry)
  }

  function forget(id: number): void {
    for (const { entries } of groups) entries.delete(id)
  }

  return {
    /** Starts to watch a file; without effect when it is watched in this version already. */
    watch(id: number, path: string, found: FoundFile): void {
      const known = groups.map(({ entries }) => entries.get(id)).find((entry) => entry !== undefined)
      if (known && known.path === path && isSameVersion(known.found, found)) arm()
      else put(fresh, id, path, found)
    },
    forget,
    has: (id: number): boolean => groups.some(({ entries }) => entries.has(id)),
    /** Files that may be finished soon. */
    get fresh(): number {
      return fresh.entries.size
    },
    /** The wall clock was set. */
    clockMoved(byMs: number): void {
      for (const { entries } of groups) for (const entry of entries.values()) entry.since += byMs
      arm()
    },
    clear(): void {
      for (const { entries } of groups) entries.clear()
      cancelTimer()
    },
    /** Resolves when no file is being checked any more. */
    idle: (): Promise<void> => checking ?? Promise.resolve(),
  }
}

function runOrRecover(work: () => void, recover: () => void): void {
  try {
    work()
  } catch (caught) {
    recover()
    throw caught
  }
}

function isSameVersion(one: FoundFile, other: FoundFile): boolean {
  const { sizeBytes, mtimeNs, inode } = one.identity
  return sizeBytes === other.identity.sizeBytes && mtimeNs === other.identity.mtimeNs && inode === other.identity.inode
}
