/** @file Pages of the queue in groups: lines of headers, and of the clips of open groups. */
import {
  type GroupedLines,
  type GroupHeader,
  type Grouping,
  MAX_HEADER_LINES,
  type QueueGroup,
} from '../../../contract/queue/queue-groups.ts'
import type { QueueFilter } from '../../../contract/queue/selection.ts'
import type { UploadState } from '../../../contract/queue/upload.ts'
import { RUNNING } from '../../../contract/queue/upload.ts'
import { commonFolder } from '../../../contract/text/common-folder.ts'
import type { Journal } from '../../ports/journal.ts'
import type { Clock } from '../../ports.ts'
import type { ActiveTransfers } from '../attempt/active-transfers.ts'
import { sumOf, type Tally } from '../tallies.ts'
import { showsGroupsOfStates } from '../tasks/selecting.ts'
import type { Upload } from '../upload.ts'
import type { BatchTallies, BatchTally } from './batch-tallies.ts'
import { clipsIn, firstBatchOf, type Group, type GroupPart, groupIdOf, groupsInOrder, partsOf } from './group-order.ts'

/** The common folder of a batch is derived from so many paths at each end of it, because files are mostly added in order. */
const PATHS_READ = 20
/** The totals of a day with more batches than this are cached. */
const MAX_BATCHES_SUMMED = 2_000

const NEEDING: readonly UploadState[] = ['needs-attention', 'failed']
/** States in which an upload continues by itself, without a wait. */
const CONTINUING: readonly UploadState[] = ['queued', 'preparing', 'uploading', 'verifying']

export interface GroupPage extends GroupedLines {
  readonly rows: readonly Upload[]
  /** The number of clips that match the filter, in open and closed groups. */
  readonly total: number
}

interface Layout {
  readonly key: string
  readonly shown: (batch: BatchTally) => number
  readonly parts: readonly GroupPart[]
  readonly lines: number
}

/** Bytes of a group that were sent beyond the confirmed offsets, and the speed in bytes per second. */
interface InFlight {
  readonly bytes: number
  readonly speed: number
}

interface Deps {
  readonly journal: Pick<Journal, 'uploads' | 'batches'>
  readonly batches: BatchTallies
  readonly transfers: Pick<ActiveTransfers, 'all' | 'totalRate'>
  readonly clock: Pick<Clock, 'now' | 'turn'>
  /** What separates names in paths of this system. */
  readonly sep: string
}

export function createGroupPages({ journal, batches, transfers, clock, sep }: Deps) {
  // Caches, each with the version or key for which it is valid.
  let order: { readonly version: number; readonly groups: readonly Group[] } | null = null
  let counts: { readonly key: string; readonly byBatch: ReadonlyMap<string, number> } | null = null
  let layout: Layout | null = null
  const totals = new WeakMap<Group, { readonly version: number; readonly byState: ReadonlyMap<UploadState, Tally> }>()
  const folders = new WeakMap<BatchTally, { readonly version: number; readonly folder: string | null }>()

  function inOrder(): readonly Group[] {
    const all = batches.all()
    if (order?.version !== batches.orderVersion) order = { version: batches.orderVersion, groups: groupsInOrder(all) }
    return order.groups
  }

  /** Returns how many clips of a batch match a filter: from the tallies, or counted in the journal once per version. */
  function shownBy(filter: QueueFilter): (batch: BatchTally) => number {
    if (showsGroupsOfStates({ ...filter, batchId: undefined })) {
      return (batch) => (filter.batchId === undefined || filter.batchId === batch.id ? clipsIn(batch, filter.group) : 0)
    }
    const key = `${batches.version} ${JSON.stringify(filter)}`
    if (counts?.key !== key) counts = { key, byBatch: journal.uploads.countByBatch(filter) }
    const { byBatch } = counts
    return ({ id }) => byBatch.get(id) ?? 0
  }

  /** Results of a search, and what needs a person, are not hidden in closed groups. */
  const areAllOpen = (filter: QueueFilter): boolean => !showsGroupsOfStates(filter) || filter.group === 'attention'

  /** The layout of the list. It changes with the state or the position of a row, not with confirmed bytes. */
  function layOut(filter: QueueFilter, grouping: Grouping): Layout {
    const groups = inOrder()
    const key = `${batches.orderVersion} ${batches.version} ${JSON.stringify([filter, grouping])}`
    if (layout?.key === key) return layout
    const shown = shownBy(filter)
    const shownOf = (group: Group): number => group.batches.reduce((sum, batch) => sum + shown(batch), 0)
    layout = { key, shown, ...partsOf(groups, shownOf, { grouping, areAllOpen: areAllOpen(filter) }) }
    return layout
  }

  /** The tallies of a group by state. For a day with very many batches they are only updated when a row changes its state. */
  function totalsOf(group: Group): ReadonlyMap<UploadState, Tally> {
    if (group.batches.length <= MAX_BATCHES_SUMMED) return sumByState(group)
    const cached = totals.get(group)
    if (cached?.version === batches.version) return cached.byState
    const byState = sumByState(group)
    totals.set(group, { version: batches.version, byState })
    return byState
  }

  function rowsOf(filter: QueueFilter, { group }: GroupPart, shown: (batch: BatchTally) => number, from: number, limit: number) {
    if (group.kind === 'batch') return journal.uploads.page({ ...filter, batchId: group.id }, from, limit)
    const ids: string[] = []
    let passed = 0
    for (const batch of group.batches) {
      if (shown(batch) === 0) continue
      passed += 1
      if (passed > from) ids.push(batch.id)
      if (ids.length === limit) break
    }
    return journal.uploads.ofBatches(filter, ids)
  }

  const hasFolder = (batch: BatchTally): boolean => folders.get(batch)?.version === batch.pathsVersion

  /** The common folder of the files of a batch, from the paths at its ends; `null` without one. Read again when its paths change. */
  function folderOf(batch: BatchTally): string | null {
    const cached = folders.get(batch)
    if (cached?.version === batch.pathsVersion) return cached.folder
    const paths = journal.uploads.pathsOfBatch(batch.id, PATHS_READ)
    const isOfFiles = paths.every((path) => path.includes(sep) && !/^\w+:\/\//.test(path))
    const folder = isOfFiles
      ? commonFolder(
          paths.map((path) => path.slice(0, path.lastIndexOf(sep))),
          sep,
        )
      : ''
    folders.set(batch, { version: batch.pathsVersion, folder: folder === '' ? null : folder })
    return folder === '' ? null : folder
  }

  /**
   * The layout of the list, with the folders of the wanted parts in the cache. Folders are read first, a turn of the event loop after
   * each, so that reading them blocks nothing and the page shows one state of the queue.
   */
  async function layOutWithFolders(
    filter: QueueFilter,
    grouping: Grouping,
    wanted: (parts: readonly GroupPart[]) => readonly GroupPart[],
  ): Promise<Layout & { readonly wanted: readonly GroupPart[] }> {
    const read = new Set<string>()
    for (;;) {
      await batches.ready()
      const current = layOut(filter, grouping)
      const parts = wanted(current.parts)
      const withoutFolder = parts
        .map(({ group }) => group)
        .filter((group) => group.kind === 'batch' && !hasFolder(firstBatchOf(group)))
      const unread = withoutFolder.filter(({ id }) => !read.has(id))
      if (unread.length === 0) return { ...current, wanted: parts }
      for (const group of unread) {
        read.add(group.id)
        folderOf(firstBatchOf(group))
        await clock.turn()
      }
    }
  }

  function viewOf({ group, isOpen, shown }: GroupPart, inFlightOf: ReadonlyMap<string, InFlight>): QueueGroup {
    const first = firstBatchOf(group)
    const batch = group.kind === 'batch' ? journal.batches.get(group.id) : null
    const byState = totalsOf(group)
    const sum = (states: readonly UploadState[]): Tally => sumOf(states.map((state) => byState.get(state)))
    const everything = sumOf([...byState.values()])
    const continuing = sum(CONTINUING)
    const inFlight = inFlightOf.get(group.id) ?? { bytes: 0, speed: 0 }
    const left = continuing.sizeBytes - continuing.acceptedBytes - inFlight.bytes
    // By its own speed, or while it is still queued behind others by that of all uploads.
    const speed = inFlight.speed > 0 ? inFlight.speed : transfers.totalRate()
    return {
      id: group.id,
      kind: group.kind,
      watchId: batch?.watchId ?? null,
      name: batch?.name ?? null,
      folder: group.kind === 'batch' ? folderOf(first) : null,
      addedAt: first.addedAt,
      isOpen,
      firstId: first.first.id,
      clips: everything.uploads,
      shown,
      sent: sum(['done']).uploads,
      processing: sum(['processing']).uploads,
      needing: sum(NEEDING).uploads,
      moving: sum([...RUNNING]).uploads,
      queued: byState.get('queued')?.uploads ?? 0,
      sizeBytes: everything.sizeBytes,
      acceptedBytes: everything.acceptedBytes,
      inFlightBytes: Math.min(inFlight.bytes, everything.sizeBytes - everything.acceptedBytes),
      secondsLeft: left > 0 && speed > 0 ? left / speed : null,
    }
  }

  /** Of the running attempts, by group id. */
  function inFlightByGroup(): ReadonlyMap<string, InFlight> {
    const byGroup = new Map<string, InFlight>()
    for (const [id, { inFlightBytes, meter }] of transfers.all()) {
      const upload = journal.uploads.get(id)
      const batch = upload && batches.get(upload.batchId)
      if (!batch) continue
      const group = groupIdOf(batch)
      const { bytes, speed } = byGroup.get(group) ?? { bytes: 0, speed: 0 }
      byGroup.set(group, { bytes: bytes + inFlightBytes, speed: speed + (meter.rate(clock.now()) ?? 0) })
    }
    return byGroup
  }

  return {
    async page(filter: QueueFilter, grouping: Grouping, offset: number, limit: number): Promise<GroupPage> {
      const wantedParts = (all: readonly GroupPart[]): readonly GroupPart[] => partsBetween(all, offset, offset + limit)
      const { shown, parts, lines, wanted } = await layOutWithFolders(filter, grouping, wantedParts)
      const inFlight = inFlightByGroup()
      const headers: GroupHeader[] = []
      const rows: Upload[] = []
      let above: QueueGroup | null = null
      for (const part of wanted) {
        if (part.line >= offset) headers.push({ line: part.line, group: viewOf(part, inFlight) })
        else above = viewOf(part, inFlight)
        if (!part.isOpen) continue
        const from = Math.max(0, offset - part.line - 1)
        const until = Math.min(part.shown, offset + limit - part.line - 1)
        if (until > from) rows.push(...rowsOf(filter, part, shown, from, until - from))
      }
      const headerLines = parts.length > MAX_HEADER_LINES ? null : parts.map(({ line }) => line)
      return { lines, headers, headerLines, above, rows, total: parts.reduce((sum, part) => sum + part.shown, 0) }
    },

    /** The current headers of some groups. */
    async groups(filter: QueueFilter, grouping: Grouping, ids: readonly string[]): Promise<readonly QueueGroup[]> {
      const requested = new Set(ids)
      const { wanted } = await layOutWithFolders(filter, grouping, (all) => all.filter(({ group }) => requested.has(group.id)))
      const inFlight = inFlightByGroup()
      return wanted.map((part) => viewOf(part, inFlight))
    },
  }
}

/** The parts with at least one line from `from` up to, not including, `to`. */
function partsBetween(parts: readonly GroupPart[], from: number, to: number): readonly GroupPart[] {
  const found: GroupPart[] = []
  for (const part of parts) {
    if (part.line >= to) break
    if (part.line + 1 + (part.isOpen ? part.shown : 0) > from) found.push(part)
  }
  return found
}

function sumByState({ batches }: Group): ReadonlyMap<UploadState, Tally> {
  const [first, second] = batches
  if (first && !second) return first.states
  const byState = new Map<UploadState, Tally>()
  for (const { states } of batches) for (const [state, tally] of states) byState.set(state, sumOf([byState.get(state), tally]))
  return byState
}
