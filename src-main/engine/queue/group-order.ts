/** @file The groups of the queue in their order. Pure. What was added one by one shares a group with all such clips of its day. */
import { dayOf } from '../../contract/day.ts'
import { type Grouping, MANY_GROUPS } from '../../contract/queue-groups.ts'
import { groupOf, RUNNING, type StateGroup } from '../../contract/upload.ts'
import { type BatchTally, isBefore } from './batch-tallies.ts'

export interface Group {
  readonly id: string
  readonly kind: 'batch' | 'day'
  /** One of a batch; those of a day in the order of the queue. */
  readonly batches: readonly BatchTally[]
}

/** A group among the lines of a list. */
export interface GroupPart {
  readonly group: Group
  /** The line of its header. */
  readonly line: number
  readonly isOpen: boolean
  /** Clips that the filter shows, whether the group is open or not. */
  readonly shown: number
}

/** A group is where its first clip is. */
export function groupsInOrder(batches: Iterable<BatchTally>): readonly Group[] {
  const groups: Group[] = []
  const days = new Map<string, BatchTally[]>()
  for (const batch of batches) {
    const id = groupIdOf(batch)
    if (batch.uploads > 1) groups.push({ id, kind: 'batch', batches: [batch] })
    else {
      const those = days.get(id) ?? []
      those.push(batch)
      days.set(id, those)
    }
  }
  for (const [id, those] of days) groups.push({ id, kind: 'day', batches: those.sort(inOrder) })
  return groups.sort((one, other) => inOrder(firstBatchOf(one), firstBatchOf(other)))
}

/** The group that a batch is shown as, or in. */
export function groupIdOf({ id, uploads, addedAt }: Pick<BatchTally, 'id' | 'uploads' | 'addedAt'>): string {
  return uploads > 1 ? id : dayGroup(addedAt)
}

/** All clocks of the world change their day at a whole quarter of an hour. */
const QUARTER_MS = 15 * 60_000
let lastQuarter = { quarter: Number.NaN, id: '' }

/** Remembers the last one: clips that came one after the other are mostly of one day, and a calendar is slow. */
function dayGroup(addedAt: number): string {
  const quarter = Math.floor(addedAt / QUARTER_MS)
  if (quarter !== lastQuarter.quarter) lastQuarter = { quarter, id: `day:${dayOf(addedAt)}` }
  return lastQuarter.id
}

/** Where the groups that a filter shows something of stand. */
export function partsOf(
  groups: readonly Group[],
  shownOf: (group: Group) => number,
  opening: { readonly grouping: Grouping; readonly areAllOpen: boolean },
): { readonly parts: readonly GroupPart[]; readonly lines: number } {
  const opened = new Set(opening.grouping.opened)
  const closed = new Set(opening.grouping.closed)
  const seen = groups.map((group) => ({ group, shown: shownOf(group) })).filter(({ shown }) => shown > 0)
  const areFew = opening.areAllOpen || seen.length <= MANY_GROUPS
  const parts: GroupPart[] = []
  let line = 0
  for (const { group, shown } of seen) {
    const isOpen = !closed.has(group.id) && (areFew || opened.has(group.id) || isMoving(group))
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

function isMoving({ batches }: Group): boolean {
  return batches.some(({ states }) => [...RUNNING].some((state) => states.has(state)))
}

function inOrder(one: BatchTally, other: BatchTally): number {
  return isBefore(one.first, other.first) ? -1 : 1
}
