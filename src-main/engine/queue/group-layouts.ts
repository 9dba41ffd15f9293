/** @file Where the groups of the queue stand in a list: kept until a row changes its state or its place, and worked out in turns. */
import type { Grouping } from '../../contract/queue-groups.ts'
import type { QueueFilter } from '../../contract/selection.ts'
import type { Clock } from '../ports.ts'
import type { BatchTallies, BatchTally } from './batch-tallies.ts'
import { clipsIn, type GroupPart, groupsInOrder, type PlacedGroup, partsOf } from './group-order.ts'
import { ITEMS_PER_TURN, inTurns, type Steps } from './in-turns.ts'
import { showsGroupsOfStates } from './selecting.ts'
import type { UploadStore } from './upload-store.ts'

export interface Layout {
  /** Of the queue that is laid out. */
  readonly version: string
  readonly parts: readonly GroupPart[]
  readonly lines: number
  /** Clips that the filter shows, in open and in closed groups. */
  readonly total: number
}

export function createGroupLayouts({
  uploads,
  batches,
  clock,
}: {
  uploads: Pick<UploadStore, 'count' | 'batchesShown'>
  batches: BatchTallies
  clock: Pick<Clock, 'turn'>
}) {
  let order: { readonly version: number; readonly groups: readonly PlacedGroup[] } | null = null
  let counts: { readonly key: string; readonly of: ReadonlyMap<string, number> } | null = null
  let kept: { readonly key: string; readonly layout: Layout } | null = null
  /** Lists that are being laid out, for whoever asks for the same one. */
  const running = new Map<string, Promise<Layout>>()

  const version = (): string => `${batches.orderVersion} ${batches.version}`

  function* inOrder(): Steps<readonly PlacedGroup[]> {
    const before = batches.orderVersion
    if (order?.version === before) return order.groups
    const groups = yield* groupsInOrder(batches.all())
    order = { version: before, groups }
    return groups
  }

  /** How many clips of a batch a filter shows: by figures that are known, or counted once until something changes. */
  function* shownBy(filter: QueueFilter): Steps<(batch: BatchTally) => number> {
    const { batchId } = filter
    if (showsGroupsOfStates({ ...filter, batchId: undefined })) {
      return (batch) => (batchId === undefined || batchId === batch.id ? clipsIn(batch, filter.group) : 0)
    }
    const key = `${batches.version} ${JSON.stringify(filter)}`
    if (counts?.key !== key) {
      const of = batchId === undefined ? yield* counted(filter) : new Map([[batchId, uploads.count(filter)]])
      counts = { key, of }
    }
    const { of } = counts
    return ({ id }) => of.get(id) ?? 0
  }

  function* counted(filter: QueueFilter): Steps<ReadonlyMap<string, number>> {
    const of = new Map<string, number>()
    for (let after: string | null = ''; ; ) {
      const { batchIds, next } = uploads.batchesShown(filter, after, ITEMS_PER_TURN)
      for (const id of batchIds) of.set(id, (of.get(id) ?? 0) + 1)
      if (next === null) return of
      after = next
      yield
    }
  }

  /** What a person looks for is not behind closed headers. */
  const areAllOpen = (filter: QueueFilter): boolean => !showsGroupsOfStates(filter) || filter.group === 'attention'

  function* laidOut(filter: QueueFilter, grouping: Grouping): Steps<Layout> {
    const before = version()
    const key = keyOf(filter, grouping)
    if (kept?.key === key && kept.layout.version === before) return kept.layout
    const groups = yield* inOrder()
    const shown = yield* shownBy(filter)
    const layout = { version: before, ...(yield* partsOf(groups, shown, { grouping, areAllOpen: areAllOpen(filter) })) }
    kept = { key, layout }
    return layout
  }

  async function run(filter: QueueFilter, grouping: Grouping): Promise<Layout> {
    // The order changes less often than the states, so it is made by itself.
    await inTurns(clock, inOrder, () => batches.orderVersion)
    return inTurns(clock, () => laidOut(filter, grouping), version)
  }

  return {
    /** Laid out anew when a row has changed its state or its place, not when bytes have moved. */
    async layOut(filter: QueueFilter, grouping: Grouping): Promise<Layout> {
      await batches.ready()
      const key = keyOf(filter, grouping)
      const layout = running.get(key) ?? run(filter, grouping).finally(() => running.delete(key))
      running.set(key, layout)
      return layout
    },

    /** Whether the queue still is as it was laid out. */
    isCurrent: (layout: Layout): boolean => batches.isComplete && layout.version === version(),
  }
}

const keyOf = (filter: QueueFilter, grouping: Grouping): string => JSON.stringify([filter, grouping])
