/** @file Runs a task slice by slice: one transaction per slice of rows, which also stores the progress. */
import { type Failure, failure } from '../../../contract/errors/errors.ts'
import type { BulkOutcome } from '../../../contract/queue/outcomes.ts'
import { throwIfClosing } from '../../closing.ts'
import type { QueueDeps } from '../queue-deps.ts'
import { eachHead, partOf } from './selecting.ts'
import { createSliceSize } from './slices.ts'
import { type BulkAction, SKIPPED, type Task, type TaskEntry, UNCOUNTED } from './task.ts'
import type { TaskBoard } from './task-board.ts'

const MAX_REFUSALS = 100
/** While a task runs, the job loops run this often for the rows that it has changed. */
const PUMP_MS = 100

interface Deps extends Pick<QueueDeps, 'journal' | 'clock' | 'closing'> {
  readonly board: Pick<TaskBoard, 'changed' | 'store' | 'conclude'>
  readonly pump: () => void
}

export function createTaskSlices({ journal, clock, closing, board, pump }: Deps) {
  return { slices }

  async function slices(entry: TaskEntry, act: BulkAction): Promise<BulkOutcome> {
    const refusals: { id: string; failure: Failure }[] = []
    const size = createSliceSize()
    let isFirst = true
    let pumpedAt = performance.now()
    for (;;) {
      const { task } = entry
      const { changed, refused } = task
      if (entry.isToStop) {
        journal.transaction(() => board.conclude(entry, task))
        entry.state = 'stopped'
        return { changed, refused, refusals }
      }
      // Not before the first slice: what fits into one slice is done completely, or was not begun.
      if (!isFirst) throwIfClosing(closing, `${changed} uploads were changed before`)
      isFirst = false
      let startedAt = performance.now()
      const part = partOf(journal.bulk, task.request.selection, task.cursor, size.rows)
      if (act.prepare) {
        await act.prepare(part.rows)
        startedAt = performance.now()
      }
      // While `prepare` ran, rows may have changed.
      const { rows, missing, next } = act.prepare ? { ...part, rows: journal.bulk.byIds(part.rows.map(({ id }) => id)) } : part
      const now = journal.transaction(() => {
        const outcomes = rows.length === 0 ? [] : act.apply(rows, task.id)
        const found = rows.flatMap(({ id }, index) => {
          const outcome = outcomes[index] ?? null
          return outcome === null || outcome === SKIPPED ? [] : { id, failure: outcome }
        })
        const fresh = [...found, ...missing.map((id) => ({ id, failure: failure('queue.unknown', { id }) }))]
        refusals.push(...fresh.slice(0, Math.max(0, MAX_REFUSALS - refusals.length)))
        const after: Task = {
          ...task,
          cursor: next ?? task.cursor,
          done: task.done + rows.length + missing.length,
          changed: task.changed + outcomes.filter((outcome) => outcome === null).length,
          refused: task.refused + fresh.length,
        }
        if (next === null) board.conclude(entry, after)
        else board.store(entry, after)
        return after
      })
      entry.task = next === null ? { ...now, total: now.done, undoUntil: entry.task.undoUntil, state: entry.task.state } : now
      size.took(performance.now() - startedAt)
      if (next === null) {
        pump()
        entry.state = 'done'
        await clock.turn()
        return { changed: now.changed, refused: now.refused, refusals }
      }
      if (performance.now() - pumpedAt > PUMP_MS) {
        pump()
        pumpedAt = performance.now()
      }
      await clock.turn()
      if (entry.task.total === UNCOUNTED && 'filter' in task.request.selection) {
        const more = await eachHead({ bulk: journal.bulk, clock, signal: closing }, task.request.selection, () => {}, next)
        entry.task = { ...entry.task, total: now.done + more }
      }
      entry.isShown = true
      board.changed()
    }
  }
}
