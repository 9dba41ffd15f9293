/**
 * @file Files that may still be written to, watched until they have stayed the same for the quiet time. Sizes and dates of
 * programs and drives lie in many ways, so whatever is new is looked at twice, however old it says it is.
 */
import type { WatchReason } from '../../contract/watch.ts'
import { detach, shield } from '../detach.ts'
import { exhaustionIn } from '../exhaustion.ts'
import type { Clock, Log } from '../ports.ts'
import type { FolderFiles, FoundFile, Wholeness } from './ports.ts'

const SLICE = 50
/** A file that is quiet and not whole is looked at this much more rarely. */
const PATIENCE = 6
const LONGEST_MS = 5 * 60_000

interface Settling {
  readonly path: string
  readonly found: FoundFile
  /** Since when it has been watched as it is. */
  since: number
}

/** Entries that are due after the same time, so that the first is always the next, also when that time changes. */
interface Lane {
  readonly entries: Map<number, Settling>
  readonly waitMs: () => number
}

export interface StabilityEvents {
  /** Nobody wrote to it for the quiet time, and nothing speaks against its being whole. */
  onFinished(id: number, found: FoundFile): void
  /** Quiet, but not finished as far as can be told. */
  onUnfinished(id: number, found: FoundFile, reason: WatchReason): void
  /** It is not there any more. */
  onVanished(id: number): void
}

export type StabilityCheck = ReturnType<typeof createStabilityCheck>

export function createStabilityCheck({
  clock,
  files,
  log,
  quietMs,
  signal,
  atOnce,
  on,
}: {
  clock: Clock
  files: FolderFiles
  log: Log
  quietMs: () => number
  /** Ends with the folder: nothing is watched from then on. */
  signal: () => AbortSignal
  /** Runs changes of a slice together, as one transaction. */
  atOnce: (work: () => void) => void
  on: StabilityEvents
}) {
  const fresh: Lane = { entries: new Map(), waitMs: quietMs }
  const unfinished: Lane = { entries: new Map(), waitMs: () => Math.min(LONGEST_MS, quietMs() * PATIENCE) }
  const lanes = [fresh, unfinished]
  let cancelTimer = (): void => {}
  let looking: Promise<void> | null = null

  function put(lane: Lane, id: number, path: string, found: FoundFile): void {
    for (const one of lanes) one.entries.delete(id)
    lane.entries.set(id, { path, found, since: clock.now() })
    arm()
  }

  function arm(): void {
    cancelTimer()
    if (looking !== null || signal().aborted) return
    const dates = lanes.flatMap(({ entries, waitMs }) => {
      const first = entries.values().next().value
      return first ? first.since + waitMs() : []
    })
    if (dates.length === 0) return
    cancelTimer = clock.after(Math.max(1, Math.min(...dates) - clock.now()), () => {
      looking = lookAtDue().finally(() => {
        looking = null
        arm()
      })
      detach(looking, log, 'files could not be watched for changes')
    })
  }

  async function lookAtDue(): Promise<void> {
    for (;;) {
      const due = lanes.flatMap(dueIn).slice(0, SLICE)
      if (due.length === 0) return
      const seen = await Promise.all(due.map(([id, entry]) => lookAt(id, entry)))
      if (signal().aborted) return
      note(due, seen)
      await clock.turn()
    }
  }

  /** What the journal refuses is not noted, so it is watched as before. */
  function note(due: readonly [number, Settling][], tellings: readonly (() => void)[]): void {
    if (!due.some(isWatched)) return
    const again = ([id, { path, found }]: [number, Settling]): void => put(unfinished, id, path, found)
    try {
      atOnce(() => {
        for (const [index, tell] of tellings.entries()) {
          shield(() => orElse(tell, () => due.slice(index, index + 1).forEach(again)), log, 'a watched file could not be noted')
        }
      })
    } catch (caught) {
      due.forEach(again)
      throw caught
    }
  }

  function dueIn({ entries, waitMs }: Lane): [number, Settling][] {
    const due: [number, Settling][] = []
    const latest = clock.now() - waitMs()
    for (const [id, entry] of entries) {
      if (due.length === SLICE || entry.since > latest) break
      due.push([id, entry])
    }
    return due
  }

  async function lookAt(id: number, entry: Settling): Promise<() => void> {
    const { path, found } = entry
    try {
      const now = await files.stat(path)
      const isQuiet = now !== null && sameLook(now, found)
      const wholeness = isQuiet && now.identity.sizeBytes > 0 ? await files.wholeness(path) : null
      return tellingOf(id, entry, now, isQuiet, wholeness)
    } catch (caught) {
      if (exhaustionIn(caught) === null) throw caught
      // Nothing was learned of it, so it is neither gone nor finished: it is looked at again.
      return () => isWatched([id, entry]) && put(fresh, id, path, found)
    }
  }

  function tellingOf(
    id: number,
    entry: Settling,
    now: FoundFile | null,
    isQuiet: boolean,
    wholeness: Wholeness | null,
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
        on.onFinished(id, now)
      } else {
        put(unfinished, id, path, now)
        on.onUnfinished(id, now, wholeness ?? 'empty')
      }
    }
  }

  /** Another look may have found it changed meanwhile. */
  function isWatched([id, entry]: [number, Settling]): boolean {
    return lanes.some(({ entries }) => entries.get(id) === entry)
  }

  function forget(id: number): void {
    for (const { entries } of lanes) entries.delete(id)
  }

  return {
    /** Begins to watch a file, or goes on as it was when it has not changed. */
    watch(id: number, path: string, found: FoundFile): void {
      const known = lanes.map(({ entries }) => entries.get(id)).find((entry) => entry !== undefined)
      if (known && known.path === path && sameLook(known.found, found)) arm()
      else put(fresh, id, path, found)
    },
    forget,
    has: (id: number): boolean => lanes.some(({ entries }) => entries.has(id)),
    /** Files that may be finished soon. */
    get fresh(): number {
      return fresh.entries.size
    },
    /** The wall clock was set. */
    clockMoved(byMs: number): void {
      for (const { entries } of lanes) for (const entry of entries.values()) entry.since += byMs
      arm()
    },
    clear(): void {
      for (const { entries } of lanes) entries.clear()
      cancelTimer()
    },
    /** Settles when no file is being looked at any more. */
    idle: (): Promise<void> => looking ?? Promise.resolve(),
  }
}

function orElse(work: () => void, instead: () => void): void {
  try {
    work()
  } catch (caught) {
    instead()
    throw caught
  }
}

function sameLook(one: FoundFile, other: FoundFile): boolean {
  const { sizeBytes, mtimeNs, inode } = one.identity
  return sizeBytes === other.identity.sizeBytes && mtimeNs === other.identity.mtimeNs && inode === other.identity.inode
}
