/** @file The list of tasks that run, can be undone, or are shown for a while: in memory, in the journal, and for publication. */
import { type TaskView, UNDO_MS } from '../../../contract/queue/task.ts'
import { shield } from '../../detach.ts'
import type { Journal } from '../../ports/journal.ts'
import type { Clock, Log } from '../../ports.ts'
import { type Task, type TaskEntry, taskView } from './task.ts'

/** How long a task that was stopped or has failed is shown. */
const SHOWN_MS = 10_000
const PUBLISH_MS = 100

export type TaskBoard = ReturnType<typeof createTaskBoard>

interface Deps {
  readonly journal: Pick<Journal, 'tasks' | 'afterCommit'>
  readonly clock: Clock
  readonly log: Log
  readonly publish: (tasks: readonly TaskView[]) => void
}

export function createTaskBoard({ journal, clock, log, publish }: Deps) {
  const entries = new Map<string, TaskEntry>()
  let cancelPublish: (() => void) | null = null

  return {
    list,
    get: (id: string): TaskEntry | undefined => entries.get(id),
    /** The view of a task has changed: publishes the list soon. */
    changed,
    add,
    remove,
    store,
    conclude,
    showForAWhile,
    close(): void {
      for (const entry of entries.values()) entry.cancelTimer()
      cancelPublish?.()
    },
  }

  function changed(): void {
    cancelPublish ??= clock.after(PUBLISH_MS, () => {
      cancelPublish = null
      shield(() => publish(list()), log, 'the progress of tasks could not be published')
    })
  }

  function list(): readonly TaskView[] {
    return [...entries.values()].filter(({ isShown }) => isShown).map(taskView)
  }

  function add(task: Task, isStored: boolean): TaskEntry {
    const entry: TaskEntry = {
      task,
      state: 'running',
      failure: null,
      isShown: isStored,
      isStored,
      isToStop: false,
      leaveQueue: () => {},
      ended: Promise.resolve(),
      cancelTimer: () => {},
    }
    entries.set(task.id, entry)
    return entry
  }

  function remove(entry: TaskEntry): void {
    entry.cancelTimer()
    entries.delete(entry.task.id)
    if (entry.isShown) changed()
  }

  /** Stores the progress of a task. Call within the transaction of that progress. */
  function store(entry: TaskEntry, task: Task): void {
    const { request: _, ...stored } = task
    if (entry.isStored) journal.tasks.advance(task.id, stored)
    else journal.tasks.add(stored)
    journal.afterCommit(() => {
      entry.isStored = true
      entry.task = task
    })
  }

  function removeStored(entry: TaskEntry): void {
    if (entry.isStored) journal.tasks.remove(entry.task.id)
  }

  /**
   * The work of a task is over: call within a transaction. A task that can be undone stays in the journal until its undo period is
   * over; where nothing was changed, there is nothing to undo.
   */
  function conclude(entry: TaskEntry, task: Task): void {
    if (!task.request.undoable || task.changed === 0) removeStored(entry)
    else store(entry, { ...task, state: 'undoable', undoUntil: clock.now() + UNDO_MS })
  }

  function showForAWhile(entry: TaskEntry): void {
    entry.isShown = true
    changed()
    entry.cancelTimer = clock.after(SHOWN_MS, () => remove(entry))
  }
}
