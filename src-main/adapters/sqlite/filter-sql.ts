/** @file A filter of the queue as conditions. Values are bound, never written into a statement. */
import type { QueueFilter } from '../../contract/selection.ts'
import { inOneSpelling } from './search-text.ts'

type Values = { readonly group: string; readonly search: string; readonly batchId: string | null }

/** Conditions that an index satisfies in queue order or in rowid order, and those that need the row. */
export function conditionsOf({ group, search, batchId }: QueueFilter) {
  const isInGroup = group === 'all' ? [] : ['state_group = :group']
  const isInBatch = batchId === undefined ? [] : ['batch_id = :batchId']
  const isLike = search === '' ? [] : ['instr(search_text, :search) > 0']
  return {
    // A batch is usually more selective than a group.
    inOrder: [...isInBatch, ...isInGroup][0] ?? 'true',
    inRows: isInBatch[0] ?? 'true',
    /** The plus keeps the planner from an index in another order, which it would have to sort. */
    allInRows: [...isInBatch, ...isInGroup.map((condition) => `+${condition}`), ...isLike],
    all: [...isInBatch, ...isInGroup, ...isLike],
  }
}

export function where(filter: QueueFilter, more: readonly string[] = []): string {
  const conditions = [...conditionsOf(filter).all, ...more]
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
}

export function filterValues({ group, search, batchId }: QueueFilter): Values {
  return { group, search: inOneSpelling(search), batchId: batchId ?? null }
}

/** A list of our own constants; values from outside are bound, never written into a statement. */
export function list(values: readonly string[]): string {
  return `(${values.map((value) => `'${value}'`).join(', ')})`
}

/** A bound list of any length. */
export function fromJson(name: string): string {
  return `(SELECT value FROM json_each(:${name}))`
}
