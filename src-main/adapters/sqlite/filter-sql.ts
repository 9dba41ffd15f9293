/** @file A filter of the queue as conditions. */
import type { QueueFilter } from '../../contract/queue/selection.ts'
import { inOneSpelling } from './search-text.ts'

type Values = Readonly<Record<'group' | 'search', string>> &
  Readonly<Record<'batchId' | 'accountId' | 'watchId' | 'drive' | 'failure', string | null>>

const IS_LIKE = `(instr(search_text, :search) > 0
  OR account_id IN (SELECT account_id FROM account_names WHERE instr(account_names.search_text, :search) > 0))`

/** Conditions that an index satisfies in queue order or in rowid order, and those that need the row. */
export function conditionsOf({ group, search, batchId, accountId, watchId, drive, failure }: QueueFilter) {
  const isInGroup = group === 'all' ? [] : ['state_group = :group']
  const isInBatch = batchId === undefined ? [] : ['batch_id = :batchId']
  /** The plus keeps the planner from an index in another order, which it would have to sort. */
  const others = [
    ...(accountId === undefined ? [] : ['+account_id = :accountId']),
    ...(watchId === undefined ? [] : ['+batch_id IN (SELECT id FROM batches WHERE watch_id = :watchId)']),
    ...(drive === undefined ? [] : ['+drive = :drive']),
    ...(failure === undefined ? [] : ['+failure_code = :failure']),
    ...(search === '' ? [] : [IS_LIKE]),
  ]
  return {
    // A batch is usually more selective than a group.
    inOrder: [...isInBatch, ...isInGroup][0] ?? 'true',
    inRows: isInBatch[0] ?? 'true',
    allInRows: [...isInBatch, ...isInGroup.map((condition) => `+${condition}`), ...others],
    all: [...isInBatch, ...isInGroup, ...others],
  }
}

export function where(filter: QueueFilter, more: readonly string[] = []): string {
  const conditions = [...conditionsOf(filter).all, ...more]
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
}

export function filterValues({ group, search, batchId, accountId, watchId, drive, failure }: QueueFilter): Values {
  return {
    group,
    search: inOneSpelling(search),
    batchId: batchId ?? null,
    accountId: accountId ?? null,
    watchId: watchId ?? null,
    drive: drive ?? null,
    failure: failure ?? null,
  }
}
