/** @file Removals and cancellations that can be undone: kept for a while, then brought back or ended for good. */
import { UNDO_MS } from '../../contract/task.ts'
import { unlessClosing } from '../closing.ts'
import { detach } from '../detach.ts'
import type { createRetryWhenHealthy } from './retry-when-healthy.ts'
import { createSliceSize } from './slices.ts'
import type { Entry } from './task.ts'
import type { TaskBoard } from './task-board.ts'
import type { TasksDeps } from './task-deps.ts'
import { createUncancel } from './uncancel.ts'
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

  return { keepUndoable, finish, bringBack }

  function keepUndoable(entry: Entry): void {
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
  async function finish(entry: Entry): Promise<void> {
    entry.cancelTimer()
    // Also where the journal refuses it for now: its time is over.
    entry.task = { ...entry.task, undoUntil: null }
    entry.isShown = false
    board.changed()
    journal.transaction(() => board.store(entry, { ...entry.task, state: 'ending' }))
    const size = createSliceSize()
    for (;;) {
      unlessClosing(closing)
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

  function giveUpAll(entry: Entry, rows: readonly Upload[]): void {
    if (rows.length === 0) return
    for (const upload of rows) giveUp(upload, entry.task.asked.remote)
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

  async function bringBack(entry: Entry): Promise<number> {
    entry.cancelTimer()
    entry.state = 'undoing'
    entry.task = { ...entry.task, undoUntil: null }
    board.changed()
    const total = journal.removed.count(entry.task.id)
    journal.transaction(() => board.store(entry, { ...entry.task, state: 'undoing', done: 0, total }))
    board.changed()
    const part = entry.task.verb === 'cancel' ? uncancel : records.bringBack
    const size = createSliceSize()
    let restored = 0
    for (;;) {
      unlessClosing(closing, `${restored} uploads were brought back before`)
      const startedAt = performance.now()
      const back = journal.transaction(() => {
        const { left, ...result } = part(entry.task.id, size.rows)
        giveUpAll(entry, left)
        const moved = result.restored + left.length
        if (moved === 0) journal.tasks.remove(entry.task.id)
        return { ...result, moved }
      })
      if (back.moved === 0) break
      restored += back.restored
      entry.task = { ...entry.task, done: Math.min(total, entry.task.done + back.moved) }
      size.took(performance.now() - startedAt)
      board.changed()
      await clock.turn()
    }
    board.leave(entry)
    pump()
    return restored
  }
}
