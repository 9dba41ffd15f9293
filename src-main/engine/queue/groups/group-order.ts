/** @file The groups of the queue in their order: a group per batch; batches of a single clip share the group of their day. Pure. */
import { type Grouping, MANY_GROUPS } from '../../../contract/queue/queue-groups.ts'
import { groupOf, RUNNING, type StateGroup } from '../../../contract/queue/upload.ts'
import { dayOf } from '../../../contract/text/day.ts'
import { type BatchTally, isBefore } from './batch-tallies.ts'

export interface Group {
  readonly id: string
  readonly kind: 'batch' | 'day'
  /** The batch of the group; for a day all of its batches in queue order. */
  readonly batches: readonly BatchTally[]
}

/** The position of a group among the lines of a list. */
export interface GroupPart {
  readonly group: Group
  /** The line of its header. */
  readonly line: number
  readonly isOpen: boolean
  /** The number of clips that match the filter, also where the group is closed. */
  readonly shown: number
}

/** All groups in the order of their first clips. */
export function groupsInOrder(batches: Iterable<BatchTally>): readonly Group[] {
  const groups: Group[] = []
  const days = new Map<string, BatchTally[]>()
  for (const batch of batches) {
    const id = groupIdOf(batch)
    if (batch.uploads > 1) groups.push({ id, kind: 'batch', batches: [batch] })
    else {
      const batchesOfDay = days.get(id) ?? []
      batchesOfDay.push(batch)
      days.set(id, batchesOfDay)
    }
  }
  for (const [id, batchesOfDay] of days) groups.push({ id, kind: 'day', batches: batchesOfDay.sort(inOrder) })
  return groups.sort((one, other) => inOrder(firstBatchOf(one), firstBatchOf(other)))
}

/** The id of the group of a batch. */
export function groupIdOf({ id, uploads, addedAt }: Pick<BatchTally, 'id' | 'uploads' | 'addedAt'>): string {
  return uploads > 1 ? id : dayGroup(addedAt)
}

/** In every time zone a day starts at a multiple of 15 minutes in UTC. */
const QUARTER_MS = 15 * 60_000
let lastQuarter = { quarter: Number.NaN, id: '' }

/** Caches the last result: consecutive clips are mostly of one day, and the calendar is slow. */
function dayGroup(addedAt: number): string {
  const quarter = Math.floor(addedAt / QUARTER_MS)
  if (quarter !== lastQuarter.quarter) lastQuarter = { quarter, id: `day:${dayOf(addedAt)}` }
  return lastQuarter.id
}

/** The positions of the groups with clips that match a filter, and the number of lines. */
export function partsOf(
  groups: readonly Group[],
  shownOf: (group: Group) => number,
  opening: { readonly grouping: Grouping; readonly areAllOpen: boolean },
): { readonly parts: readonly GroupPart[]; readonly lines: number } {
  const opened = new Set(opening.grouping.opened)
  const closed = new Set(opening.grouping.closed)
  const visible = groups.map((group) => ({ group, shown: shownOf(group) })).filter(({ shown }) => shown > 0)
  const opensAll = opening.areAllOpen || visible.length <= MANY_GROUPS
  const parts: GroupPart[] = []
  let line = 0
  for (const { group, shown } of visible) {
    const isOpen = !closed.has(group.id) && (opensAll || opened.has(group.id) || isRunning(group))
    parts.push({ group, line, isOpen, shown })
    line += 1 + (isOpen ? shown : 0)
  }
  return { parts, lines: line }
}

/** How many clips of a batch are in a group of states. */
export function clipsIn(batch: BatchTally, states: StateGroup | 'all'): number {
  if (states === 'all') return batch.uploads
  let clips = 0
  for (const [state, { uploads }] of batch.states) if (groupOf(state) === states) clips += uploads
  return clips
}

/** The first clip of a group. */
export function firstBatchOf({ batches: [first] }: Group): BatchTally {
  if (!first) throw new Error('a group without clips')
  return first
}

function isRunning({ batches }: Group): boolean {
  return batches.some(({ states }) => [...RUNNING].some((state) => states.has(state)))
}

function inOrder(one: BatchTally, other: BatchTally): number {
  return isBefore(one.first, other.first) ? -1 : 1
}
