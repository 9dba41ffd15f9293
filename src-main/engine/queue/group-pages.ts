/** @file Pages of the queue in groups: headers, and the clips of open groups. */
import { commonFolder } from '../../contract/common-folder.ts'
import {
  type GroupedLines,
  type GroupHeader,
  type Grouping,
  MAX_HEADER_LINES,
  type QueueGroup,
} from '../../contract/queue-groups.ts'
import type { QueueFilter } from '../../contract/selection.ts'
import type { UploadState } from '../../contract/upload.ts'
import { RUNNING } from '../../contract/upload.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'
import type { ActiveTransfers } from './active-transfers.ts'
import type { BatchTallies, BatchTally } from './batch-tallies.ts'
import { clipsIn, firstBatchOf, type Group, type GroupPart, groupIdOf, groupsInOrder, partsOf } from './group-order.ts'
import { showsGroupsOfStates } from './selecting.ts'
import type { Tally } from './tallies.ts'
import type { Upload } from './upload.ts'

/** Paths from each end of a batch that say which folder its files share: all of them are in order as a rule, so the ends say it. */
const PATHS_READ = 20
/** Batches of a day whose figures are added up each time. */
const MOST_ADDED_UP = 2_000

const NEEDING: readonly UploadState[] = ['needs-attention', 'failed']
/** What goes on by itself at a time that is known. */
const GOING_ON: readonly UploadState[] = ['queued', 'preparing', 'uploading', 'verifying']

export interface GroupPage extends GroupedLines {
  readonly rows: readonly Upload[]
  /** Clips that the filter shows, in open and in closed groups. */
  readonly total: number
}

interface Layout {
  readonly key: string
  readonly shown: (batch: BatchTally) => number
  readonly parts: readonly GroupPart[]
  readonly lines: number
}

/** What is on its way of a group, beyond what its hosts confirmed, and how fast it goes. */
interface InFlight {
  readonly bytes: number
  readonly speed: number
}

export function createGroupPages({
  journal,
  batches,
  transfers,
  clock,
  sep,
}: {
  journal: Pick<Journal, 'uploads' | 'batches'>
  batches: BatchTallies
  transfers: Pick<ActiveTransfers, 'all' | 'totalRate'>
  clock: Pick<Clock, 'now' | 'turn'>
  /** What separates names in paths of this system. */
  sep: string
}) {
  let order: { readonly version: number; readonly groups: readonly Group[] } | null = null
  let counts: { readonly key: string; readonly of: ReadonlyMap<string, number> } | null = null
  let layout: Layout | null = null
  const kept = new WeakMap<Group, { readonly version: number; readonly of: ReadonlyMap<UploadState, Tally> }>()
  const folders = new WeakMap<BatchTally, { readonly version: number; readonly folder: string | null }>()

  function inOrder(): readonly Group[] {
    const all = batches.all()
    if (order?.version !== batches.orderVersion) order = { version: batches.orderVersion, groups: groupsInOrder(all) }
    return order.groups
  }

  /** How many clips of a batch a filter shows: by figures that are known, or counted once until something changes. */
  function shownBy(filter: QueueFilter): (batch: BatchTally) => number {
    if (showsGroupsOfStates({ ...filter, batchId: undefined })) {
      return (batch) => (filter.batchId === undefined || filter.batchId === batch.id ? clipsIn(batch, filter.group) : 0)
    }
    const key = `${batches.version} ${JSON.stringify(filter)}`
    if (counts?.key !== key) counts = { key, of: journal.uploads.countByBatch(filter) }
    const { of } = counts
    return ({ id }) => of.get(id) ?? 0
  }

  /** What a person looks for is not behind closed headers. */
  const areAllOpen = (filter: QueueFilter): boolean => !showsGroupsOfStates(filter) || filter.group === 'attention'

  /** Laid out anew when a row has changed its state or its place, not when bytes have moved. */
  function layOut(filter: QueueFilter, grouping: Grouping): Layout {
    const groups = inOrder()
    const key = `${batches.orderVersion} ${batches.version} ${JSON.stringify([filter, grouping])}`
    if (layout?.key === key) return layout
    const shown = shownBy(filter)
    const shownOf = (group: Group): number => group.batches.reduce((sum, batch) => sum + shown(batch), 0)
    layout = { key, shown, ...partsOf(groups, shownOf, { grouping, areAllOpen: areAllOpen(filter) }) }
    return layout
  }

  /** Those of a day with very many batches are as they were when the last row changed its state. */
  function totalsOf(group: Group): ReadonlyMap<UploadState, Tally> {
    if (group.batches.length <= MOST_ADDED_UP) return totals(group)
    const known = kept.get(group)
    if (known?.version === batches.version) return known.of
    const found = totals(group)
    kept.set(group, { version: batches.version, of: found })
    return found
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

  /** The folder that the files of a batch share, as far as its ends say; looked at again when other files may be there. */
  function folderOf(batch: BatchTally): string | null {
    const known = folders.get(batch)
    if (known?.version === batch.pathsVersion) return known.folder
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
   * Lays the list out, with the folders of the parts that are wanted known. They are read before, a turn of the event loop after each, so
   * that a page is made of one state of the queue and holds nothing up.
   */
  async function laidOut(
    filter: QueueFilter,
    grouping: Grouping,
    wanted: (parts: readonly GroupPart[]) => readonly GroupPart[],
  ): Promise<Layout & { readonly wanted: readonly GroupPart[] }> {
    const read = new Set<string>()
    for (;;) {
      await batches.ready()
      const laid = layOut(filter, grouping)
      const those = wanted(laid.parts)
      const fresh = those.map(({ group }) => group).filter((group) => group.kind === 'batch' && !hasFolder(firstBatchOf(group)))
      const unread = fresh.filter(({ id }) => !read.has(id))
      if (unread.length === 0) return { ...laid, wanted: those }
      for (const group of unread) {
        read.add(group.id)
        folderOf(firstBatchOf(group))
        await clock.turn()
      }
    }
  }

  function viewOf({ group, isOpen, shown }: GroupPart, onWay: ReadonlyMap<string, InFlight>): QueueGroup {
    const first = firstBatchOf(group)
    const batch = group.kind === 'batch' ? journal.batches.get(group.id) : null
    const all = totalsOf(group)
    const sum = (states: readonly UploadState[]): Tally =>
      states.reduce((tally, state) => plus(tally, all.get(state)), { uploads: 0, sizeBytes: 0, acceptedBytes: 0 })
    const everything = sum([...all.keys()])
    const going = sum(GOING_ON)
    const inFlight = onWay.get(group.id) ?? { bytes: 0, speed: 0 }
    const left = going.sizeBytes - going.acceptedBytes - inFlight.bytes
    // In line behind others, or on its way: by the speed of its own, or by that of all.
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
      queued: all.get('queued')?.uploads ?? 0,
      sizeBytes: everything.sizeBytes,
      acceptedBytes: everything.acceptedBytes,
      inFlightBytes: Math.min(inFlight.bytes, everything.sizeBytes - everything.acceptedBytes),
      secondsLeft: left > 0 && speed > 0 ? left / speed : null,
    }
  }

  /** By the id of the group. */
  function inFlightByGroup(): ReadonlyMap<string, InFlight> {
    const found = new Map<string, InFlight>()
    for (const [id, { inFlightBytes, meter }] of transfers.all()) {
      const upload = journal.uploads.get(id)
      const batch = upload && batches.get(upload.batchId)
      if (!batch) continue
      const group = groupIdOf(batch)
      const { bytes, speed } = found.get(group) ?? { bytes: 0, speed: 0 }
      found.set(group, { bytes: bytes + inFlightBytes, speed: speed + (meter.rate(clock.now()) ?? 0) })
    }
    return found
  }

  return {
    async page(filter: QueueFilter, grouping: Grouping, offset: number, limit: number): Promise<GroupPage> {
      const { shown, parts, lines, wanted } = await laidOut(filter, grouping, (all) => partsBetween(all, offset, offset + limit))
      const onWay = inFlightByGroup()
      const headers: GroupHeader[] = []
      const rows: Upload[] = []
      let above: QueueGroup | null = null
      for (const part of wanted) {
        if (part.line >= offset) headers.push({ line: part.line, group: viewOf(part, onWay) })
        else above = viewOf(part, onWay)
        if (!part.isOpen) continue
        const from = Math.max(0, offset - part.line - 1)
        const until = Math.min(part.shown, offset + limit - part.line - 1)
        if (until > from) rows.push(...rowsOf(filter, part, shown, from, until - from))
      }
      const headerLines = parts.length > MAX_HEADER_LINES ? null : parts.map(({ line }) => line)
      return { lines, headers, headerLines, above, rows, total: parts.reduce((sum, part) => sum + part.shown, 0) }
    },

    /** The figures of some groups as they are now. */
    async groups(filter: QueueFilter, grouping: Grouping, ids: readonly string[]): Promise<readonly QueueGroup[]> {
      const asked = new Set(ids)
      const { wanted } = await laidOut(filter, grouping, (all) => all.filter(({ group }) => asked.has(group.id)))
      const onWay = inFlightByGroup()
      return wanted.map((part) => viewOf(part, onWay))
    },
  }
}

/** Those of which a line is between two lines of the list. */
function partsBetween(parts: readonly GroupPart[], from: number, to: number): readonly GroupPart[] {
  const found: GroupPart[] = []
  for (const part of parts) {
    if (part.line >= to) break
    if (part.line + 1 + (part.isOpen ? part.shown : 0) > from) found.push(part)
  }
  return found
}

function totals({ batches }: Group): ReadonlyMap<UploadState, Tally> {
  const [only, second] = batches
  if (only && !second) return only.states
  const found = new Map<UploadState, Tally>()
  for (const { states } of batches) for (const [state, tally] of states) found.set(state, plus(found.get(state), tally))
  return found
}

function plus(one: Tally | undefined, other: Tally | undefined): Tally {
  return {
    uploads: (one?.uploads ?? 0) + (other?.uploads ?? 0),
    sizeBytes: (one?.sizeBytes ?? 0) + (other?.sizeBytes ?? 0),
    acceptedBytes: (one?.acceptedBytes ?? 0) + (other?.acceptedBytes ?? 0),
  }
}
