/** @file Work on many uploads as everybody sees it: what, how far, and whether it can be stopped or undone. */
import type { Failure } from './errors.ts'

export const TASK_VERBS = [
  'pause',
  'resume',
  'retry',
  'startOver',
  'whenQuiet',
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

/** How long what was removed can be brought back once the removal is through. */
export const UNDO_MS = 10_000

export interface TaskView {
  readonly id: string
  readonly verb: TaskVerb
  readonly state: TaskState
  /** Uploads that were meant when it began. */
  readonly total: number
  /** Uploads dealt with so far; those that cannot take what is asked count as well. */
  readonly done: number
  readonly changed: number
  readonly refused: number
  /** `tasks.stop` ends it after the uploads that it is at; what was done stays. */
  readonly canStop: boolean
  /** `tasks.undo` brings back what was removed: also while it runs. */
  readonly canUndo: boolean
  /** Until when; `null` while it runs and where nothing can be undone. */
  readonly undoUntil: number | null
  readonly failure: Failure | null
  readonly startedAt: number
}
