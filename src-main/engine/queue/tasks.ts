/**
 * @file Work on many uploads in slices of bounded time. Each slice is one transaction, which also stores how far the task is: after
 * a crash the task continues from there, and no slice is done twice.
 */
import { FailureError, failure, failureFrom } from '../../contract/errors.ts'
import type { BulkOutcome } from '../../contract/outcomes.ts'
import type { Selection } from '../../contract/selection.ts'
import type { TaskVerb, TaskView } from '../../contract/task.ts'
import { throwIfClosing } from '../closing.ts'
import { detach } from '../detach.ts'
import { createRetryWhenHealthy } from './retry-when-healthy.ts'
import { knownTotal, partOf } from './selecting.ts'
import { createSliceSize } from './slices.ts'
import {
  type BulkAction,
  type Task,
  type TaskEntry,
  type TaskRequest,
  taskFrom,
  taskOutcome,
  taskView,
  UNCOUNTED,
  unreadableTask,
} from './task.ts'
import { createTaskBoard } from './task-board.ts'
import type { TasksDeps } from './task-deps.ts'
import { createTaskQueue } from './task-queue.ts'
import { createTaskSlices } from './task-slices.ts'
import { createTaskUndo } from './task-undo.ts'
import type { Upload } from './upload.ts'

export type Tasks = ReturnType<typeof createTasks>

export function createTasks({ journal, records, clock, closing, log, pump, publish, giveUp }: TasksDeps) {
  /** Of tasks for a description. */
  const queue = createTaskQueue()
  const { retryWhenHealthy, journalHealed } = createRetryWhenHealthy({ closing, log })
  const board = createTaskBoard({ journal, clock, log, publish })
  const { slices } = createTaskSlices({ journal, clock, closing, board, pump })
  const { holdForUndo, finish, bringBack } = createTaskUndo({
    journal,
    records,
    clock,
    closing,
    log,
    board,
    retryWhenHealthy,
    pump,
    giveUp,
  })

  /** Runs it, and what follows its end. */
  function work(entry: TaskEntry, act: BulkAction): Promise<BulkOutcome> {
    const { selection } = entry.task.request
    const isQueued = 'filter' in selection && !act.prepare
    const running = isQueued ? queue.turnOf(entry).then(() => slices(entry, act)) : slices(entry, act)
    const own = running.then(
      (outcome) => {
        settle(entry)
        return outcome
      },
      (caught: unknown) => {
        fail(entry, caught)
        throw caught
      },
    )
    entry.ended = own.catch(() => {})
    if (isQueued) queue.add(entry)
    return own
  }

  /** Settles when nothing of it runs any more. */
  async function stopped(entry: TaskEntry): Promise<void> {
    entry.isToStop = true
    entry.leaveQueue()
    await entry.ended
  }

  function settle(entry: TaskEntry): void {
    if (entry.task.state === 'undoable') holdForUndo(entry)
    else if (entry.state === 'done') board.leave(entry)
    else board.showForAWhile(entry)
  }

  /** A task that failed is not continued by itself, unless it failed because Reelay closes. */
  function fail(entry: TaskEntry, caught: unknown): void {
    if (closing.aborted) {
      board.leave(entry)
      return
    }
    entry.state = 'failed'
    entry.failure = failureFrom(caught)
    entry.isShown = true
    board.changed()
    detach(
      retryWhenHealthy(entry, async () => endFailed(entry)),
      log,
      'a task that failed could not be ended',
    )
  }

  function endFailed(entry: TaskEntry): void {
    journal.transaction(() => board.conclude(entry, entry.task))
    if (entry.task.state === 'undoable') holdForUndo(entry)
    else board.showForAWhile(entry)
  }

  async function goOn(entry: TaskEntry, actionFor: (verb: TaskVerb, request: TaskRequest) => BulkAction): Promise<void> {
    const { state, verb, request } = entry.task
    if (state === 'running') await work(entry, actionFor(verb, request))
    else if (state === 'undoing') await retryWhenHealthy(entry, () => bringBack(entry))
    else await retryWhenHealthy(entry, () => finish(entry))
  }

  return {
    list: board.list,

    /** Runs a task to its end, or until it is stopped. A second call with the same id ends as the first does. */
    run(verb: TaskVerb, request: TaskRequest, act: BulkAction, id: string = crypto.randomUUID()): Promise<BulkOutcome> {
      const known = board.get(id)
      if (known) return known.ended.then(() => taskOutcome(known, closing))
      const total = knownTotal(records, request.selection) ?? UNCOUNTED
      const figures = { cursor: 0, total, done: 0, changed: 0, refused: 0 }
      const task: Task = {
        id,
        verb,
        request,
        input: JSON.stringify(request),
        state: 'running',
        ...figures,
        startedAt: clock.now(),
        undoUntil: null,
      }
      return work(board.enter(task, false), act)
    },

    /** @throws FailureError `queue.over` */
    async stop(id: string): Promise<TaskView> {
      const entry = board.get(id)
      if (entry?.state !== 'running') throw new FailureError(failure('queue.over'))
      await stopped(entry)
      return taskView(entry)
    },

    /** @throws FailureError `queue.over` */
    async undo(id: string): Promise<{ restored: number }> {
      const entry = board.get(id)
      if (!entry || !taskView(entry).canUndo) throw new FailureError(failure('queue.over'))
      await stopped(entry)
      if (entry.state === 'undoing') throw new FailureError(failure('queue.over'))
      const work = retryWhenHealthy(entry, () => bringBack(entry))
      entry.ended = work.catch(() => {})
      return { restored: await work }
    },

    /** Goes on with what the last process left behind. */
    start(actionFor: (verb: TaskVerb, request: TaskRequest) => BulkAction): void {
      for (const stored of journal.tasks.list()) {
        if (board.get(stored.id)) continue
        const task = taskFrom(stored)
        if (!task) {
          log.warn(`a task of the last run cannot be read and is ended: ${stored.verb}`)
          const entry = board.enter(unreadableTask(stored), true)
          detach(
            retryWhenHealthy(entry, () => finish(entry)),
            log,
            'what could be undone could not be ended',
          )
          continue
        }
        const entry = board.enter(task, true)
        if (stored.state === 'undoable') {
          entry.state = 'done'
          holdForUndo(entry)
        } else detach(goOn(entry, actionFor), log, 'a task of the last run could not go on')
      }
    },

    /** Rows in slices, for work that is no task: it is not shown, and not continued after a restart. */
    async walk(selection: Selection, handle: (rows: readonly Upload[]) => void): Promise<void> {
      const size = createSliceSize()
      for (let cursor = 0; ; ) {
        const startedAt = performance.now()
        const { rows, next } = partOf(journal.bulk, selection, cursor, size.rows)
        if (rows.length > 0) journal.transaction(() => handle(rows))
        if (next === null) return
        cursor = next
        size.took(performance.now() - startedAt)
        await clock.turn()
        throwIfClosing(closing)
      }
    },

    journalHealed,

    close: board.close,
  }
}
