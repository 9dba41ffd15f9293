/** @file Reads the rows of a selection in parts, and counts them. */
import type { QueueFilter, Selection } from '../../../contract/queue/selection.ts'
import { groupOf, UPLOAD_STATES } from '../../../contract/queue/upload.ts'
import type { Clock } from '../../ports.ts'
import type { Records } from '../records.ts'
import type { Upload } from '../upload.ts'
import type { BulkStore, Head, Part } from './bulk-store.ts'
import { inSlices } from './slices.ts'

interface SelectedPart {
  readonly rows: readonly Upload[]
  /** Listed ids that do not exist. */
  readonly missing: readonly string[]
  /** Where the next part begins; `null` after the last. */
  readonly next: number | null
}

/** The next part of a selection: the next `size` listed ids, or what matches the filter of the next `size` rows. */
export function partOf(bulk: BulkStore, selection: Selection, position: number, size: number): SelectedPart {
  if ('ids' in selection) {
    const ids = selection.ids.slice(position, position + size)
    const rows = bulk.byIds(ids)
    const found = new Set(rows.map(({ id }) => id))
    const next = position + size < selection.ids.length ? position + size : null
    return { rows, missing: ids.filter((id) => !found.has(id)), next }
  }
  const { rows, next } = bulk.part(selection.filter, position, size)
  const isExcepted = exceptionOf(selection)
  return { rows: rows.filter(({ id }) => !isExcepted(id)), missing: [], next }
}

/** Returns whether an id is an exception of a filter selection. */
export function exceptionOf(selection: Selection): (id: string) => boolean {
  const except = 'filter' in selection && selection.except?.length ? setOf(selection.except) : null
  return except ? (id) => except.has(id) : () => false
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>()

/** Cached, because every slice of a task passes the same list. */
function setOf(ids: readonly string[]): ReadonlySet<string> {
  const set = sets.get(ids) ?? new Set(ids)
  sets.set(ids, set)
  return set
}

/**
 * Visits every row of a selection from a position on, in slices. Returns how many.
 *
 * @throws the reason of the signal when it aborts
 */
export async function eachHead(
  { bulk, clock, signal }: { bulk: BulkStore; clock: Clock; signal: AbortSignal },
  selection: Selection,
  visit: (head: Head) => void,
  from = 0,
): Promise<number> {
  const isExcepted = exceptionOf(selection)
  let visited = 0
  let position: number | null = from
  const slice = (size: number): boolean => {
    if (position === null) return false
    const { rows, next } = headsOf(bulk, selection, position, size)
    for (const head of rows) {
      if (isExcepted(head.id)) continue
      visit(head)
      visited += 1
    }
    position = next
    return true
  }
  await inSlices(clock, slice, () => signal.throwIfAborted())
  return visited
}

function headsOf(bulk: BulkStore, selection: Selection, position: number, size: number): Part<Head> {
  if ('filter' in selection) return bulk.heads(selection.filter, position, size)
  const next = position + size < selection.ids.length ? position + size : null
  return { rows: bulk.headsOf(selection.ids.slice(position, position + size)), next }
}

/** Whether a filter selects by a group of states only: then the tallies have its count. */
export function showsGroupsOfStates(filter: QueueFilter): boolean {
  return Object.entries(filter).every(([name, value]) => name === 'group' || value === undefined || value === '')
}

/** How many rows match a filter, from the tallies; `null` where they have to be counted in the journal. */
export function knownCount(records: Pick<Records, 'tally'>, filter: QueueFilter): number | null {
  if (!showsGroupsOfStates(filter)) return null
  const { group } = filter
  const states = UPLOAD_STATES.filter((state) => group === 'all' || groupOf(state) === group)
  return states.reduce((sum, state) => sum + records.tally(state).uploads, 0)
}

/** How many rows a selection has; `null` where they have to be counted in the journal. */
export function knownTotal(records: Pick<Records, 'tally'>, selection: Selection): number | null {
  if ('ids' in selection) return selection.ids.length
  const count = knownCount(records, selection.filter)
  return count === null ? null : Math.max(0, count - (selection.except?.length ?? 0))
}
