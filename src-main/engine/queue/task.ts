/** @file One piece of work on many uploads: what was asked for, how far it is, and what others see of it. */
import { z } from 'zod'
import { type Failure, FailureError } from '../../contract/errors.ts'
import type { BulkOutcome } from '../../contract/outcomes.ts'
import { prioritySchema } from '../../contract/priority-schema.ts'
import { moveTargetSchema, type Parsed, remoteSchema } from '../../contract/requests.ts'
import { filterSchema, idSchema, type Selection } from '../../contract/selection.ts'
import { TASK_VERBS, type TaskState, type TaskVerb, type TaskView } from '../../contract/task.ts'
import { throwIfClosing } from '../closing.ts'
import type { StoredTask } from './bulk-store.ts'
import type { Upload } from './upload.ts'

/** An upload that a filter shows and that cannot take what is asked: neither changed nor refused. */
export const PASSED_OVER = 'passed over'
export type Outcome = Failure | null | typeof PASSED_OVER

/** What a task was asked for, besides its verb: plain data, because the journal keeps it. */
export interface TaskInput {
  readonly selection: Selection
  readonly remote?: Parsed<'queue.remove'>['remote']
  readonly undoable?: boolean
  readonly priority?: Parsed<'queue.prioritise'>['priority']
  readonly to?: Parsed<'queue.move'>['to']
}

/** As it was stored: a description may have become more ids than a call may name, and their order says how far the task is. */
const storedSelectionSchema = z.union([
  z.strictObject({ ids: z.array(idSchema) }),
  z.strictObject({ filter: filterSchema, except: z.array(idSchema).optional() }),
])

const taskInputSchema: z.ZodType<TaskInput> = z.object({
  selection: storedSelectionSchema,
  remote: z.exactOptional(remoteSchema),
  undoable: z.exactOptional(z.boolean()),
  priority: z.exactOptional(prioritySchema),
  to: z.exactOptional(moveTargetSchema),
})

/** What is done to the rows of a slice. */
export interface Act {
  /** What takes time and is needed for it; afterwards the rows are read again. */
  prepare?(rows: readonly Upload[]): Promise<void>
  /** Within a transaction; answers what became of each. */
  apply(rows: readonly Upload[], taskId: string): readonly Outcome[]
}

/** Row by row, where what is done to a row depends on those before it. */
export const oneByOne = (act: (upload: Upload) => Outcome): Act => ({ apply: (rows) => rows.map(act) })

export interface Task extends StoredTask {
  readonly verb: TaskVerb
  readonly asked: TaskInput
}

/** How many rows are meant is not known yet. */
export const UNCOUNTED = -1

export interface Entry {
  task: Task
  state: TaskState
  failure: Failure | null
  /** It took more than one slice, or can be undone. */
  isShown: boolean
  isStored: boolean
  isToStop: boolean
  /** Lets it end while it waits behind other tasks. */
  leaveQueue: () => void
  /** Settles when nothing of it runs any more. */
  ended: Promise<unknown>
  cancelTimer: () => void
}

export function viewOf({ task, state, failure: problem }: Entry): TaskView {
  const { id, verb, total, done, changed, refused, startedAt, undoUntil, asked } = task
  const isRunning = state === 'running'
  const canUndo = asked.undoable === true && (isRunning || (undoUntil !== null && task.state === 'undoable'))
  return {
    id,
    verb,
    state,
    total: Math.max(total, done),
    done,
    changed,
    refused,
    canStop: isRunning,
    canUndo,
    undoUntil: canUndo && !isRunning ? undoUntil : null,
    failure: problem,
    startedAt,
  }
}

/** What became of a task, for whoever asks for it once more. */
export function outcomeOf({ task: { changed, refused }, failure: problem, state }: Entry, closing: AbortSignal): BulkOutcome {
  if (problem) throw new FailureError(problem)
  if (state === 'running') throwIfClosing(closing, `${changed} uploads were changed before`)
  return { changed, refused, refusals: [] }
}

/**
 * What can be ended of a task that cannot be read: only a removal has taken rows off the list, every other may have kept what rows
 * were that are still in it.
 */
export function unreadTask(stored: StoredTask): Task {
  return { ...stored, state: 'ending', verb: stored.verb === 'remove' ? 'remove' : 'cancel', asked: { selection: { ids: [] } } }
}

/** `null` when it cannot be read: what it has done stays. */
export function taskFrom(stored: StoredTask): Task | null {
  const verb = TASK_VERBS.find((known) => known === stored.verb)
  try {
    return verb ? { ...stored, verb, asked: taskInputSchema.parse(JSON.parse(stored.input)) } : null
  } catch {
    return null
  }
}
