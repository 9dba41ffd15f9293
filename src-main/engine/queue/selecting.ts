/** @file The rows of a selection, a part at a time, and how many they are. */
import type { QueueFilter, Selection } from '../../contract/selection.ts'
import { groupOf, UPLOAD_STATES } from '../../contract/upload.ts'
import type { Clock } from '../ports.ts'
import type { BulkStore, Head, Part } from './bulk-store.ts'
import type { Records } from './records.ts'
import { createSliceSize } from './slices.ts'
import type { Upload } from './upload.ts'

export interface SelectedPart {
  readonly rows: readonly Upload[]
  /** Ids that were named and are not there. */
  readonly missing: readonly string[]
  /** Where the next part begins; `null` after the last. */
  readonly next: number | null
}

/** The next part of a selection: of a description what it shows of so many rows, of named ones so many of them. */
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

/** Whether an id is an exception of the description. */
export function exceptionOf(selection: Selection): (id: string) => boolean {
  const except = 'filter' in selection && selection.except?.length ? setOf(selection.except) : null
  return except ? (id) => except.has(id) : () => false
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>()

/** The same list comes with every slice. */
function setOf(ids: readonly string[]): ReadonlySet<string> {
  const known = sets.get(ids) ?? new Set(ids)
  sets.set(ids, known)
  return known
}

/** Every row of a selection from a position on, without its exceptions, and how many: in slices, until the signal ends it. */
export async function eachHead(
  { bulk, clock, signal }: { bulk: BulkStore; clock: Clock; signal: AbortSignal },
  selection: Selection,
  take: (head: Head) => void,
  from = 0,
): Promise<number> {
  const isExcepted = exceptionOf(selection)
  const size = createSliceSize()
  let taken = 0
  for (let position: number | null = from; position !== null; ) {
    const startedAt = performance.now()
    const { rows, next } = headsOf(bulk, selection, position, size.rows)
    for (const head of rows) {
      if (isExcepted(head.id)) continue
      take(head)
      taken += 1
    }
    position = next
    size.took(performance.now() - startedAt)
    await clock.turn()
    signal.throwIfAborted()
  }
  return taken
}

function headsOf(bulk: BulkStore, selection: Selection, position: number, size: number): Part<Head> {
  if ('filter' in selection) return bulk.heads(selection.filter, position, size)
  const next = position + size < selection.ids.length ? position + size : null
  return { rows: bulk.headsOf(selection.ids.slice(position, position + size)), next }
}

/** Whether a filter narrows the queue by nothing but states, whose figures are known. */
export function showsGroupsOfStates(filter: QueueFilter): boolean {
  return Object.entries(filter).every(([name, value]) => name === 'group' || value === undefined || value === '')
}

/** How many rows a filter shows, where the figures of the queue say so; `null` where they have to be counted. */
export function knownCount(records: Pick<Records, 'tally'>, filter: QueueFilter): number | null {
  if (!showsGroupsOfStates(filter)) return null
  const { group } = filter
  const states = UPLOAD_STATES.filter((state) => group === 'all' || groupOf(state) === group)
  return states.reduce((sum, state) => sum + records.tally(state).uploads, 0)
}

/** How many rows a selection has, as far as that is known without counting. */
export function knownTotal(records: Pick<Records, 'tally'>, selection: Selection): number | null {
  if ('ids' in selection) return selection.ids.length
  const count = knownCount(records, selection.filter)
  return count === null ? null : Math.max(0, count - (selection.except?.length ?? 0))
}
