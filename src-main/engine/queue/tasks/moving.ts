/** @file Moves uploads within the queue: to an end of it, or before another upload. */
import { failure } from '../../../contract/errors/errors.ts'
import type { Journal } from '../../ports/journal.ts'
import type { Records } from '../records.ts'
import { createSortKeys } from '../sort-keys.ts'
import type { Upload } from '../upload.ts'
import type { OrderKey } from './bulk-store.ts'
import { type BulkAction, oneByOne, type TaskRequest } from './task.ts'

const SLICE = 100

export type Moving = ReturnType<typeof createMoving>

export function createMoving({ journal, records }: { journal: Pick<Journal, 'uploads' | 'bulk'>; records: Records }) {
  return { edge, moving }

  /** The first or last row in queue order that is not moved itself; `null` when there is none. */
  function edge(end: 'first' | 'last', moved: ReadonlySet<string>): Upload | null {
    let key: OrderKey | null = { priority: end === 'first' ? 1 : -1, position: null }
    while (key !== null) {
      const part = journal.bulk.fromEnd(end, key, SLICE)
      const unmoved = part.ids.find((id) => !moved.has(id))
      if (unmoved !== undefined) return records.get(unmoved)
      key = part.next
    }
    return null
  }

  function moving({ selection, to = 'bottom' }: TaskRequest): BulkAction {
    const ids = 'ids' in selection ? selection.ids : []
    const moved = new Set(ids)
    const findAnchor = (): Upload | null =>
      typeof to === 'string' ? edge(to === 'top' ? 'first' : 'last', moved) : records.get(to.before)
    const sortKeys = createSortKeys(journal.uploads, ids.length)
    let anchor: Upload | null = null
    // Each key is computed when it is stored: rows are added, moved and removed between slices.
    return oneByOne((upload) => {
      anchor = unlessMoved(anchor) ?? findAnchor()
      if (!anchor) return typeof to === 'string' ? null : failure('queue.unknown', { id: to.before })
      const position = to === 'bottom' ? sortKeys.atEnd() : sortKeys.before(anchor.position)
      records.amend(upload.id, { position, priority: anchor.priority })
      return null
    })
  }

  /** The row as it is now; `null` when it has moved or is gone. */
  function unlessMoved(row: Upload | null): Upload | null {
    const current = row && records.get(row.id)
    return current?.position === row?.position && current?.priority === row?.priority ? current : null
  }
}
