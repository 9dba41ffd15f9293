/** @file Removals and cancellations that can be undone: kept for a while, then brought back or ended for good. */
import { UNDO_MS } from '../../contract/task.ts'
import { throwIfClosing } from '../closing.ts'
import { detach } from '../detach.ts'
import type { RowPosition } from './bulk-store.ts'
import type { createRetryWhenHealthy } from './retry-when-healthy.ts'
import { createSliceSize } from './slices.ts'
import type { TaskEntry } from './task.ts'
import type { TaskBoard } from './task-board.ts'
import type { TasksDeps } from './task-deps.ts'
import { createUncancel, type Uncancelled } from './uncancel.ts'
import type { Upload } from './upload.ts'

/** Ends what can be undone, or undoes it. */
export function createTaskUndo({
  journal,
  records,
  clock,
  closing,
  log,
  board,
  retryWhenHealthy,
  pump,
  giveUp,
}: Omit<TasksDeps, 'publish'> & {
  readonly board: Pick<TaskBoard, 'changed' | 'store' | 'leave'>
  readonly retryWhenHealthy: ReturnType<typeof createRetryWhenHealthy>['retryWhenHealthy']
}) {
  const uncancel = createUncancel({ journal, records })

  return { holdForUndo, finish, bringBack }

  function holdForUndo(entry: TaskEntry): void {
    entry.isShown = true
    board.changed()
    const leftMs = (entry.task.undoUntil ?? 0) - clock.now()
    // By a clock that was set back it would be kept for as long.
    entry.cancelTimer = clock.after(Math.min(UNDO_MS, Math.max(0, leftMs)), () =>
      detach(
        retryWhenHealthy(entry, () => finish(entry)),
        log,
        'what could be undone could not be ended',
      ),
    )
  }

  /** The time for undoing is over. */
  async function finish(entry: TaskEntry): Promise<void> {
    entry.cancelTimer()
    // Also where the journal refuses it for now: its time is over.
    entry.task = { ...entry.task, undoUntil: null }
    entry.isShown = false
    board.changed()
    journal.transaction(() => board.store(entry, { ...entry.task, state: 'ending' }))
    const size = createSliceSize()
    for (;;) {
      throwIfClosing(closing)
      const startedAt = performance.now()
      const rows = journal.removed.part(entry.task.id, size.rows)
      journal.transaction(() => {
        giveUpAll(entry, rows)
        if (rows.length === 0) journal.tasks.remove(entry.task.id)
      })
      if (rows.length === 0) return board.leave(entry)
      size.took(performance.now() - startedAt)
      await clock.turn()
    }
  }

  function giveUpAll(entry: TaskEntry, rows: readonly Upload[]): void {
    if (rows.length === 0) return
    for (const upload of rows) giveUp(upload, entry.task.request.remote)
    // A cancelled row stays in the list.
    if (entry.task.verb === 'cancel') forgetCopies(entry.task.id, rows)
    else records.forget(entry.task.id, rows)
  }

  function forgetCopies(task: string, rows: readonly Upload[]): void {
    journal.removed.forget(
      task,
      rows.map(({ id }) => id),
    )
  }

  async function bringBack(entry: TaskEntry): Promise<number> {
    const { undoUntil } = entry.task
    entry.cancelTimer()
    entry.state = 'undoing'
    entry.task = { ...entry.task, undoUntil: null }
    board.changed()
    const total = journal.removed.count(entry.task.id)
    journal.transaction(() => board.store(entry, { ...entry.task, state: 'undoing', done: 0, total }))
    board.changed()
    const size = createSliceSize()
    let [restored, waiting] = [0, 0]
    for (let from: RowPosition | null = 0; from !== null; ) {
      throwIfClosing(closing, `${restored} uploads were brought back before`)
      const startedAt = performance.now()
      const back: Uncancelled = journal.transaction(() => {
        const part = partOf(entry, size.rows, from ?? 0)
        giveUpAll(entry, part.left)
        if (part.next === null) endUndo(entry, waiting, undoUntil)
        return part
      })
      from = back.next
      restored += back.restored
      waiting += back.waiting
      if (from === null) break
      const moved = back.restored + back.left.length + back.waiting
      entry.task = { ...entry.task, done: Math.min(total, entry.task.done + moved) }
      size.took(performance.now() - startedAt)
      board.changed()
      await clock.turn()
    }
    if (waiting > 0) {
      entry.state = 'done'
      holdForUndo(entry)
    } else board.leave(entry)
    pump()
    return restored
  }

  /** The part after the last one is empty. */
  function partOf(entry: TaskEntry, rows: number, from: RowPosition): Uncancelled {
    if (entry.task.verb === 'cancel') return uncancel(entry.task.id, rows, from)
    const { restored, left } = records.restore(entry.task.id, rows)
    return { restored, left, waiting: 0, next: restored + left.length === 0 ? null : from }
  }

  /** What a later removal has can be brought back once that is undone, for as long as it could be before. */
  function endUndo(entry: TaskEntry, waiting: number, undoUntil: number | null): void {
    if (waiting === 0) journal.tasks.remove(entry.task.id)
    else board.store(entry, { ...entry.task, state: 'undoable', undoUntil })
  }
}
