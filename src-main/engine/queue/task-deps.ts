/** @file What work on many uploads needs from the rest of the queue. */
import type { TaskView } from '../../contract/task.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock, Log } from '../ports.ts'
import type { Records } from './records.ts'
import type { TaskRequest } from './task.ts'
import type { Upload } from './upload.ts'

export interface TasksDeps {
  readonly journal: Journal
  readonly records: Records
  readonly clock: Clock
  /** What was done until then stays, and the rest is done after the next start. */
  readonly closing: AbortSignal
  readonly log: Log
  /** Runs every loop: something may be able to start. */
  readonly pump: () => void
  readonly publish: (tasks: readonly TaskView[]) => void
  /** An upload that was removed or cancelled cannot come back: its remote upload may be deleted. */
  readonly giveUp: (upload: Upload, wish: TaskRequest['remote']) => void
}
