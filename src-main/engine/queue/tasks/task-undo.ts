/** @file Undo of removals and cancellations: possible for a while, then what they left at hosts is deleted. */
import { UNDO_MS } from '../../../contract/queue/task.ts'
import { throwIfClosing } from '../../closing.ts'
import { detach } from '../../detach.ts'
import type { Upload } from '../upload.ts'
import type { RowPosition } from './bulk-store.ts'
import type { createRetryWhenHealthy } from './retry-when-healthy.ts'
import { inSlices } from './slices.ts'
import type { TaskEntry } from './task.ts'
import type { TaskBoard } from './task-board.ts'
import type { TasksDeps } from './task-deps.ts'
import { createUncancel, type Uncancelled } from './uncancel.ts'

interface Deps extends Omit<TasksDeps, 'publish'> {
  readonly board: Pick<TaskBoard, 'changed' | 'store' | 'remove'>
  readonly retryWhenHealthy: ReturnType<typeof createRetryWhenHealthy>['retryWhenHealthy']
}

export function createTaskUndo({ journal, records, clock, closing, log, board, retryWhenHealthy, pump, abandonRemote }: Deps) {
  const uncancel = createUncancel({ journal, records })

  return { holdForUndo, endUndoPeriod, undo }

  /** Shows that a task can be undone, and ends that when its time is over. */
  function holdForUndo(entry: TaskEntry): void {
    entry.isShown = true
    board.changed()
    const leftMs = (entry.task.undoUntil ?? 0) - clock.now()
    // The upper bound is for a clock that was set back.
    entry.cancelTimer = clock.after(Math.min(UNDO_MS, Math.max(0, leftMs)), () =>
      detach(
        retryWhenHealthy(entry, () => endUndoPeriod(entry)),
        log,
        'what could be undone could not be ended',
      ),
    )
  }

  /** The task cannot be undone any more: abandons what its uploads have at hosts. */
  async function endUndoPeriod(entry: TaskEntry): Promise<void> {
    entry.cancelTimer()
    // Set before it is stored: the time is over even where the journal cannot be written now.
    entry.task = { ...entry.task, undoUntil: null }
    entry.isShown = false
    board.changed()
    journal.transaction(() => board.store(entry, { ...entry.task, state: 'ending' }))
    const slice = (size: number): boolean => {
      const rows = journal.removed.part(entry.task.id, size)
      journal.transaction(() => {
        abandonAll(entry, rows)
        if (rows.length === 0) journal.tasks.remove(entry.task.id)
      })
      return rows.length > 0
    }
    throwIfClosing(closing)
    await inSlices(clock, slice, () => throwIfClosing(closing))
    board.remove(entry)
  }

  function abandonAll(entry: TaskEntry, rows: readonly Upload[]): void {
    if (rows.length === 0) return
    const { id: taskId, verb, request } = entry.task
    for (const upload of rows) abandonRemote(upload, request.remote)
    if (verb === 'cancel') {
      // The cancelled rows stay in the list; only their copies are deleted.
      const ids = rows.map(({ id }) => id)
      journal.removed.forget(taskId, ids)
    } else records.forget(taskId, rows)
  }

  /** Returns how many uploads were restored. */
  async function undo(entry: TaskEntry): Promise<number> {
    const { undoUntil } = entry.task
    entry.cancelTimer()
    entry.state = 'undoing'
    entry.task = { ...entry.task, undoUntil: null }
    board.changed()
    const total = journal.removed.count(entry.task.id)
    journal.transaction(() => board.store(entry, { ...entry.task, state: 'undoing', done: 0, total }))
    board.changed()
    let [restored, waiting] = [0, 0]
    let from: RowPosition = 0
    const slice = (size: number): boolean => {
      const part = journal.transaction(() => {
        const undone = undoPart(entry, size, from)
        abandonAll(entry, undone.left)
        if (undone.next === null) endUndo(entry, waiting, undoUntil)
        return undone
      })
      restored += part.restored
      waiting += part.waiting
      if (part.next === null) return false
      from = part.next
      const moved = part.restored + part.left.length + part.waiting
      entry.task = { ...entry.task, done: Math.min(total, entry.task.done + moved) }
      board.changed()
      return true
    }
    const stopWhenClosing = (): void => throwIfClosing(closing, `${restored} uploads were brought back before`)
    stopWhenClosing()
    await inSlices(clock, slice, stopWhenClosing)
    if (waiting > 0) {
      entry.state = 'done'
      holdForUndo(entry)
    } else board.remove(entry)
    pump()
    return restored
  }

  /** Undoes the next `rows` rows; the part with `next: null` contains none. */
  function undoPart(entry: TaskEntry, rows: number, from: RowPosition): Uncancelled {
    if (entry.task.verb === 'cancel') return uncancel(entry.task.id, rows, from)
    const { restored, left } = records.restore(entry.task.id, rows)
    return { restored, left, waiting: 0, next: restored + left.length === 0 ? null : from }
  }

  /** Rows that a later removal holds can be restored once that removal is undone, within the same undo period as before. */
  function endUndo(entry: TaskEntry, waiting: number, undoUntil: number | null): void {
    if (waiting === 0) journal.tasks.remove(entry.task.id)
    else board.store(entry, { ...entry.task, state: 'undoable', undoUntil })
  }
}
