/**
 * @file Tasks: work on many uploads in slices of bounded time. Each slice is one transaction, which also stores the progress of the
 * task: after a crash it continues there, and no slice is applied twice.
 */
import { FailureError, failure, failureFrom } from '../../../contract/errors/errors.ts'
import type { BulkOutcome } from '../../../contract/queue/outcomes.ts'
import type { Selection } from '../../../contract/queue/selection.ts'
import type { TaskVerb, TaskView } from '../../../contract/queue/task.ts'
import { throwIfClosing } from '../../closing.ts'
import { detach } from '../../detach.ts'
import type { Upload } from '../upload.ts'
import { createRetryWhenHealthy } from './retry-when-healthy.ts'
import { knownTotal, partOf } from './selecting.ts'
import { inSlices } from './slices.ts'
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

export type Tasks = ReturnType<typeof createTasks>

export function createTasks({ journal, records, clock, closing, log, pump, publish, abandonRemote }: TasksDeps) {
  /** Tasks that select by a filter run one after the other. */
  const queue = createTaskQueue()
  const { retryWhenHealthy, journalHealed } = createRetryWhenHealthy({ closing, log })
  const board = createTaskBoard({ journal, clock, log, publish })
  const { slices } = createTaskSlices({ journal, clock, closing, board, pump })
  const { holdForUndo, endUndoPeriod, undo } = createTaskUndo({
    journal,
    records,
    clock,
    closing,
    log,
    board,
    retryWhenHealthy,
    pump,
    abandonRemote,
  })

  /** Runs a task, in its turn, and settles or fails its entry. */
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

  /** Asks the task to stop and waits until it has. */
  async function stopAndWait(entry: TaskEntry): Promise<void> {
    entry.isToStop = true
    entry.leaveQueue()
    await entry.ended
  }

  function settle(entry: TaskEntry): void {
    if (entry.task.state === 'undoable') holdForUndo(entry)
    else if (entry.state === 'done') board.remove(entry)
    else board.showForAWhile(entry)
  }

  /** A task that failed is not continued after a restart, unless it failed because Reelay closes. */
  function fail(entry: TaskEntry, caught: unknown): void {
    if (closing.aborted) {
      board.remove(entry)
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

  async function resume(entry: TaskEntry, actionFor: (verb: TaskVerb, request: TaskRequest) => BulkAction): Promise<void> {
    const { state, verb, request } = entry.task
    if (state === 'running') await work(entry, actionFor(verb, request))
    else if (state === 'undoing') await retryWhenHealthy(entry, () => undo(entry))
    else await retryWhenHealthy(entry, () => endUndoPeriod(entry))
  }

  return {
    list: board.list,

    /** Runs a task until it ends or is stopped. A second call with the same id waits for the first and returns its outcome. */
    run(verb: TaskVerb, request: TaskRequest, act: BulkAction, id: string = crypto.randomUUID()): Promise<BulkOutcome> {
      const running = board.get(id)
      if (running) return running.ended.then(() => taskOutcome(running, closing))
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
      return work(board.add(task, false), act)
    },

    /** Stops a task between two slices. @throws FailureError `queue.over` */
    async stop(id: string): Promise<TaskView> {
      const entry = board.get(id)
      if (entry?.state !== 'running') throw new FailureError(failure('queue.over'))
      await stopAndWait(entry)
      return taskView(entry)
    },

    /** Stops a task where it runs, and undoes it. @throws FailureError `queue.over` */
    async undo(id: string): Promise<{ restored: number }> {
      const entry = board.get(id)
      if (!entry || !taskView(entry).canUndo) throw new FailureError(failure('queue.over'))
      await stopAndWait(entry)
      if (entry.state === 'undoing') throw new FailureError(failure('queue.over'))
      const work = retryWhenHealthy(entry, () => undo(entry))
      entry.ended = work.catch(() => {})
      return { restored: await work }
    },

    /** Continues the tasks of the last process. */
    start(actionFor: (verb: TaskVerb, request: TaskRequest) => BulkAction): void {
      for (const stored of journal.tasks.list()) {
        if (board.get(stored.id)) continue
        const task = taskFrom(stored)
        if (!task) {
          log.warn(`a task of the last run cannot be read and is ended: ${stored.verb}`)
          const entry = board.add(unreadableTask(stored), true)
          detach(
            retryWhenHealthy(entry, () => endUndoPeriod(entry)),
            log,
            'what could be undone could not be ended',
          )
          continue
        }
        const entry = board.add(task, true)
        if (stored.state === 'undoable') {
          entry.state = 'done'
          holdForUndo(entry)
        } else detach(resume(entry, actionFor), log, 'a task of the last run could not go on')
      }
    },

    /** Visits rows in slices, a transaction each, for work that is not shown as a task and not continued after a restart. */
    async walk(selection: Selection, visit: (rows: readonly Upload[]) => void): Promise<void> {
      let cursor = 0
      const slice = (size: number): boolean => {
        const { rows, next } = partOf(journal.bulk, selection, cursor, size)
        if (rows.length > 0) journal.transaction(() => visit(rows))
        cursor = next ?? cursor
        return next !== null
      }
      await inSlices(clock, slice, () => throwIfClosing(closing))
    },

    journalHealed,

    close: board.close,
  }
}
