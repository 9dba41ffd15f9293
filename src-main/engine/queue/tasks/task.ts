/** @file A task: its request, its progress, and its view. */
import { z } from 'zod'
import { type Failure, FailureError } from '../../../contract/errors/errors.ts'
import type { BulkOutcome } from '../../../contract/queue/outcomes.ts'
import { prioritySchema } from '../../../contract/queue/priority-schema.ts'
import { filterSchema, idSchema, type Selection } from '../../../contract/queue/selection.ts'
import { TASK_VERBS, type TaskState, type TaskVerb, type TaskView } from '../../../contract/queue/task.ts'
import { moveTargetSchema, type Parsed, remoteSchema } from '../../../contract/requests.ts'
import { throwIfClosing } from '../../closing.ts'
import type { Upload } from '../upload.ts'
import type { StoredTask } from './bulk-store.ts'

/** A row that matches the filter of a task but cannot take the action: it counts neither as changed nor as refused. */
export const SKIPPED = 'passed over'
/** `null`: the row was changed. A failure: it was refused. */
export type RowOutcome = Failure | null | typeof SKIPPED

/** The request of a task, besides its verb: plain data, because it is stored in the journal. */
export interface TaskRequest {
  readonly selection: Selection
  readonly remote?: Parsed<'queue.remove'>['remote']
  readonly undoable?: boolean
  readonly priority?: Parsed<'queue.prioritise'>['priority']
  readonly to?: Parsed<'queue.move'>['to']
}

/** The selection as it is stored: a filter may have become more ids than a call may list. The cursor counts in their order. */
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

/** What a task does with the rows of a slice. */
export interface BulkAction {
  /** Asynchronous work before `apply`; the rows are read again after it. */
  prepare?(rows: readonly Upload[]): Promise<void>
  /** Runs within a transaction. Returns an outcome for each row. */
  apply(rows: readonly Upload[], taskId: string): readonly RowOutcome[]
}

/** An action that changes row by row. */
export const oneByOne = (change: (upload: Upload) => RowOutcome): BulkAction => ({ apply: (rows) => rows.map(change) })

export interface Task extends StoredTask {
  readonly verb: TaskVerb
  readonly request: TaskRequest
}

/** The total of a task whose rows are not counted yet. */
export const UNCOUNTED = -1

/** A task in memory. */
export interface TaskEntry {
  task: Task
  state: TaskState
  failure: Failure | null
  /** Set when it takes more than one slice, or can be undone. */
  isShown: boolean
  isStored: boolean
  isToStop: boolean
  /** Ends its wait behind other tasks. */
  leaveQueue: () => void
  /** Settles when its current work has ended. */
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

/**
 * The outcome of a task that was requested once more with the same id.
 *
 * @throws FailureError the failure of the task, or `host.closing`
 */
export function taskOutcome(
  { task: { changed, refused }, failure: problem, state }: TaskEntry,
  closing: AbortSignal,
): BulkOutcome {
  if (problem) throw new FailureError(problem)
  if (state === 'running') throwIfClosing(closing, `${changed} uploads were changed before`)
  return { changed, refused, refusals: [] }
}

/**
 * The stand-in of a stored task whose request cannot be read, so that its undo period can be ended. Only a removal has moved rows off
 * the list; any other task may have copied rows that are still in it.
 */
export function unreadableTask(stored: StoredTask): Task {
  return { ...stored, state: 'ending', verb: stored.verb === 'remove' ? 'remove' : 'cancel', request: { selection: { ids: [] } } }
}

/** The task of a stored row; `null` when its verb or its request cannot be read. */
export function taskFrom(stored: StoredTask): Task | null {
  const verb = TASK_VERBS.find((known) => known === stored.verb)
  try {
    return verb ? { ...stored, verb, request: taskRequestSchema.parse(JSON.parse(stored.input)) } : null
  } catch {
    return null
  }
}
