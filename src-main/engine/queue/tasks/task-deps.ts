/** @file What tasks need from the rest of the queue. */
import type { TaskView } from '../../../contract/task.ts'
import type { Journal } from '../../ports/journal.ts'
import type { Clock, Log } from '../../ports.ts'
import type { Records } from '../records.ts'
import type { Upload } from '../upload.ts'
import type { TaskRequest } from './task.ts'

export interface TasksDeps {
  readonly journal: Journal
  readonly records: Records
  readonly clock: Clock
  /** When it aborts, a task ends after the current slice and continues at the next start. */
  readonly closing: AbortSignal
  readonly log: Log
  /** Runs every job loop, because something may be able to start. */
  readonly pump: () => void
  readonly publish: (tasks: readonly TaskView[]) => void
  /** An upload that was removed or cancelled cannot be restored any more: its remote upload may be deleted. */
  readonly abandonRemote: (upload: Upload, remote: TaskRequest['remote']) => void
}
