/** @file The groups of the queue in their order, in steps. Pure. What was added one by one shares a group with all such clips of its day. */
import { dayOf } from '../../contract/day.ts'
import { type Grouping, MANY_GROUPS } from '../../contract/queue-groups.ts'
import { groupOf, RUNNING, type StateGroup, type UploadState } from '../../contract/upload.ts'
import { type BatchTally, isBefore } from './batch-tallies.ts'
import { eachInSteps, ITEMS_PER_TURN, type Steps, sortedInSteps } from './in-turns.ts'
import type { Tally } from './tallies.ts'

export interface PlacedGroup {
  readonly id: string
  readonly kind: 'batch' | 'day'
  /** One of a batch; those of a day in the order of the queue. */
  readonly batches: readonly BatchTally[]
}

/** A group among the lines of a list. */
export interface GroupPart {
  readonly group: PlacedGroup
  /** The line of its header. */
  readonly line: number
  readonly isOpen: boolean
  /** Clips that the filter shows, whether the group is open or not. */
  readonly shown: number
  /** The batches that the filter shows something of, in their order. */
  readonly batchIds: readonly string[]
  /** What is in each state of the whole group, as it was when the list was laid out. */
  readonly figures: Figures
}

export type Figures = Map<UploadState, Tally>

/** A group is where its first clip is. */
export function* groupsInOrder(batches: Iterable<BatchTally>): Steps<readonly PlacedGroup[]> {
  const sorted = yield* sortedInSteps(batches, (one, other) => isBefore(one.first, other.first))
  const groups: PlacedGroup[] = []
  const days = new Map<string, BatchTally[]>()
  yield* eachInSteps(sorted, (batch) => {
    const id = groupIdOf(batch)
    const day = batch.uploads > 1 ? undefined : days.get(id)
    if (day) {
      day.push(batch)
      return
    }
    const those = [batch]
    if (batch.uploads === 1) days.set(id, those)
    groups.push({ id, kind: batch.uploads > 1 ? 'batch' : 'day', batches: those })
  })
  return groups
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
export function* partsOf(
  groups: readonly PlacedGroup[],
  shownOf: (batch: BatchTally) => number,
  opening: { readonly grouping: Grouping; readonly areAllOpen: boolean },
): Steps<{ readonly parts: readonly GroupPart[]; readonly lines: number; readonly total: number }> {
  const seen = yield* seenOf(groups, shownOf)
  const opened = new Set(opening.grouping.opened)
  const closed = new Set(opening.grouping.closed)
  const areFew = opening.areAllOpen || seen.length <= MANY_GROUPS
  const parts: GroupPart[] = []
  let line = 0
  let total = 0
  yield* eachInSteps(seen, ({ isMoving, ...part }) => {
    const { id } = part.group
    const isOpen = !closed.has(id) && (areFew || opened.has(id) || isMoving)
    parts.push({ ...part, line, isOpen })
    line += 1 + (isOpen ? part.shown : 0)
    total += part.shown
  })
  return { parts, lines: line, total }
}

type Seen = Omit<GroupPart, 'line' | 'isOpen'> & { readonly isMoving: boolean }

function* seenOf(groups: readonly PlacedGroup[], shownOf: (batch: BatchTally) => number): Steps<readonly Seen[]> {
  const seen: Seen[] = []
  let looked = 0
  for (const group of groups) {
    const figures: Figures = new Map()
    const batchIds: string[] = []
    let shown = 0
    let isMoving = false
    for (const batch of group.batches) {
      if (looked > 0 && looked % ITEMS_PER_TURN === 0) yield
      looked += 1
      const clips = shownOf(batch)
      if (clips > 0) batchIds.push(batch.id)
      shown += clips
      isMoving ||= isBatchMoving(batch)
      addUp(figures, batch)
    }
    if (shown > 0) seen.push({ group, shown, batchIds, isMoving, figures })
  }
  return seen
}

/** What is in each state of a group, as it is now. */
export function figuresOf({ batches }: PlacedGroup): Figures {
  const figures: Figures = new Map()
  for (const batch of batches) addUp(figures, batch)
  return figures
}

function addUp(figures: Figures, { states }: BatchTally): void {
  for (const [state, { uploads, sizeBytes, acceptedBytes }] of states) {
    const sum = figures.get(state)
    if (sum) {
      sum.uploads += uploads
      sum.sizeBytes += sizeBytes
      sum.acceptedBytes += acceptedBytes
    } else figures.set(state, { uploads, sizeBytes, acceptedBytes })
  }
}

/** How many clips of a batch are in a group of states. */
export function clipsIn(batch: BatchTally, states: StateGroup | 'all'): number {
  if (states === 'all') return batch.uploads
  let clips = 0
  for (const [state, { uploads }] of batch.states) if (groupOf(state) === states) clips += uploads
  return clips
}

/** The first clip of a group. */
export function firstOf({ batches: [first] }: PlacedGroup): BatchTally {
  if (!first) throw new Error('a group without clips')
  return first
}

function isBatchMoving({ states }: BatchTally): boolean {
  for (const state of states.keys()) if (RUNNING.has(state)) return true
  return false
}
