/** @file Moving uploads within the queue: to an end of it, or before another upload. */
import { failure } from '../../contract/errors.ts'
import type { Journal } from '../ports/journal.ts'
import type { OrderKey } from './bulk-store.ts'
import type { Records } from './records.ts'
import { createSortKeys } from './sort-keys.ts'
import { type BulkAction, oneByOne, type TaskRequest } from './task.ts'
import type { Upload } from './upload.ts'

const SLICE = 100

export type Moving = ReturnType<typeof createMoving>

/** Moves uploads one by one; every sort key is made in the transaction that stores it. */
export function createMoving({ journal, records }: { journal: Pick<Journal, 'uploads' | 'bulk'>; records: Records }) {
  return { edge, moving }

  /** The first or last row in queue order that is not among those that are moved. */
  function edge(end: 'first' | 'last', moved: ReadonlySet<string>): Upload | null {
    let key: OrderKey | null = { priority: end === 'first' ? 1 : -1, position: null }
    while (key !== null) {
      const part = journal.bulk.fromEnd(end, key, SLICE)
      const other = part.ids.find((id) => !moved.has(id))
      if (other !== undefined) return records.get(other)
      key = part.next
    }
    return null
  }

  function moving({ selection, to = 'bottom' }: TaskRequest): BulkAction {
    const ids = 'ids' in selection ? selection.ids : []
    const moved = new Set(ids)
    const ask = (): Upload | null =>
      typeof to === 'string' ? edge(to === 'top' ? 'first' : 'last', moved) : records.get(to.before)
    const sortKeys = createSortKeys(journal.uploads, ids.length)
    let anchor: Upload | null = null
    // Each key is made as it is stored: rows are added, moved and removed between slices.
    return oneByOne((upload) => {
      anchor = stillThere(anchor) ?? ask()
      if (!anchor) return typeof to === 'string' ? null : failure('queue.unknown', { id: to.before })
      const position = to === 'bottom' ? sortKeys.atEnd() : sortKeys.before(anchor.position)
      records.amend(upload.id, { position, priority: anchor.priority })
      return null
    })
  }

  /** A row that was found as an end of the queue, unless it has gone elsewhere since. */
  function stillThere(row: Upload | null): Upload | null {
    const now = row && records.get(row.id)
    return now?.position === row?.position && now?.priority === row?.priority ? now : null
  }
}
