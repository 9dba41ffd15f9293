/** @file The figures, paths and ids of a selection, read in slices. */
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { Measure } from '../../../contract/queue/measure.ts'
import { createMeasuring } from '../../../contract/queue/measure.ts'
import type { PathsPart } from '../../../contract/queue/outcomes.ts'
import type { Selection } from '../../../contract/queue/selection.ts'
import { PRIORITIES, type Priority } from '../../../contract/queue/upload.ts'
import type { Parsed } from '../../../contract/requests.ts'
import type { Journal } from '../../ports/journal.ts'
import type { Clock } from '../../ports.ts'
import type { OrderKey } from './bulk-store.ts'
import { eachHead, exceptionOf } from './selecting.ts'

/** Rows that are read between two turns of the event loop. */
const ROWS_PER_READ = 4_000

export function createMeasure({ journal, clock }: { journal: Journal; clock: Clock }) {
  return {
    async measure(selection: Selection, signal: AbortSignal): Promise<Measure> {
      const measuring = createMeasuring()
      await eachHead({ bulk: journal.bulk, clock, signal }, selection, measuring.add)
      return measuring.result()
    },

    /** The next part of the paths. @throws FailureError `input.invalid` when `after` is not the `next` of an earlier part */
    paths({ after, limit, ...selection }: Parsed<'queue.paths'>): PathsPart {
      if ('ids' in selection) {
        const from = after === undefined ? 0 : Number(after)
        if (!Number.isInteger(from) || from < 0)
          throw new FailureError(failure('input.invalid', { reason: phrase('after: not known') }))
        const rows = journal.bulk.byIds(selection.ids.slice(from, from + limit)).map(({ id, path }) => ({ id, path }))
        return { rows, next: from + limit < selection.ids.length ? String(from + limit) : null }
      }
      const isExcepted = exceptionOf(selection)
      const key = after === undefined ? FIRST : parseCursor(after)
      const { rows, next } = journal.bulk.inOrder(selection.filter, key, limit)
      const shown = rows.filter(({ id }) => !isExcepted(id))
      return { rows: shown, next: next && formatCursor(next) }
    },

    /** All ids of a selection: as they were listed, or those of the filter in queue order. */
    async idsInOrder(selection: Selection): Promise<readonly string[]> {
      if ('ids' in selection) return selection.ids
      const isExcepted = exceptionOf(selection)
      const ids: string[] = []
      for (let key: OrderKey | null = FIRST; key !== null; ) {
        const part = journal.bulk.inOrder(selection.filter, key, ROWS_PER_READ)
        for (const { id } of part.rows) if (!isExcepted(id)) ids.push(id)
        key = part.next
        await clock.turn()
      }
      return ids
    },
  }
}

const FIRST: OrderKey = { priority: 1, position: null }

function formatCursor({ priority, position }: OrderKey): string {
  return `${priority}:${position ?? ''}`
}

function parseCursor(after: string): OrderKey {
  const [first = '', position = ''] = after.split(':')
  const priority = PRIORITIES.find((known): known is Priority => String(known) === first)
  if (priority === undefined) throw new FailureError(failure('input.invalid', { reason: phrase('after: not known') }))
  return { priority, position: position === '' ? null : position }
}
