/** @file The public view of a task: its kind, its progress, and whether it can be stopped or undone. */
import type { Failure } from '../errors/errors.ts'

export const TASK_VERBS = [
  'pause',
  'resume',
  'retry',
  'startOver',
  'whenQuiet',
  'sendAsIs',
  'giveUp',
  'cancel',
  'remove',
  'prioritise',
  'move',
  'refresh',
] as const
export type TaskVerb = (typeof TASK_VERBS)[number]

export const TASK_STATES = ['running', 'undoing', 'done', 'stopped', 'failed'] as const
export type TaskState = (typeof TASK_STATES)[number]

/** How long a removal or a cancellation can be undone after its end. */
export const UNDO_MS = 10_000

export interface TaskView {
  readonly id: string
  readonly verb: TaskVerb
  readonly state: TaskState
  /** Uploads in the selection when it began. */
  readonly total: number
  /** Uploads processed so far, including those that refused. */
  readonly done: number
  readonly changed: number
  readonly refused: number
  /** `tasks.stop` ends it after the current slice; what was done stays. */
  readonly canStop: boolean
  /** `tasks.undo` brings back what was removed or cancelled, also while it runs. */
  readonly canUndo: boolean
  /** Until when; `null` while it runs and where nothing can be undone. */
  readonly undoUntil: number | null
  readonly failure: Failure | null
  readonly startedAt: number
}
