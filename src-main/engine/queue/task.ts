/** @file One piece of work on many uploads: what was request for, how far it is, and what others see of it. */
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

/** An upload that a filter shows and that cannot take what is request: neither changed nor refused. */
export const SKIPPED = 'passed over'
export type RowOutcome = Failure | null | typeof SKIPPED

/** What a task was request for, besides its verb: plain data, because the journal keeps it. */
export interface TaskRequest {
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

const taskRequestSchema: z.ZodType<TaskRequest> = z.object({
  selection: storedSelectionSchema,
  remote: z.exactOptional(remoteSchema),
  undoable: z.exactOptional(z.boolean()),
  priority: z.exactOptional(prioritySchema),
  to: z.exactOptional(moveTargetSchema),
})

/** What is done to the rows of a slice. */
export interface BulkAction {
  /** What takes time and is needed for it; afterwards the rows are read again. */
  prepare?(rows: readonly Upload[]): Promise<void>
  /** Within a transaction; answers what became of each. */
  apply(rows: readonly Upload[], taskId: string): readonly RowOutcome[]
}

/** Row by row, where what is done to a row depends on those before it. */
export const oneByOne = (act: (upload: Upload) => RowOutcome): BulkAction => ({ apply: (rows) => rows.map(act) })

export interface Task extends StoredTask {
  readonly verb: TaskVerb
  readonly request: TaskRequest
}

/** How many rows are meant is not known yet. */
export const UNCOUNTED = -1

export interface TaskEntry {
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

export function taskView({ task, state, failure: problem }: TaskEntry): TaskView {
  const { id, verb, total, done, changed, refused, startedAt, undoUntil, request } = task
  const isRunning = state === 'running'
  const canUndo = request.undoable === true && (isRunning || (undoUntil !== null && task.state === 'undoable'))
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
export function taskOutcome(
  { task: { changed, refused }, failure: problem, state }: TaskEntry,
  closing: AbortSignal,
): BulkOutcome {
  if (problem) throw new FailureError(problem)
  if (state === 'running') throwIfClosing(closing, `${changed} uploads were changed before`)
  return { changed, refused, refusals: [] }
}

/**
 * What can be ended of a task that cannot be read: only a removal has taken rows off the list, every other may have kept what rows
 * were that are still in it.
 */
export function unreadableTask(stored: StoredTask): Task {
  return { ...stored, state: 'ending', verb: stored.verb === 'remove' ? 'remove' : 'cancel', request: { selection: { ids: [] } } }
}

/** `null` when it cannot be read: what it has done stays. */
export function taskFrom(stored: StoredTask): Task | null {
  const verb = TASK_VERBS.find((known) => known === stored.verb)
  try {
    return verb ? { ...stored, verb, request: taskRequestSchema.parse(JSON.parse(stored.input)) } : null
  } catch {
    return null
  }
}
