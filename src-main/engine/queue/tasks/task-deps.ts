/** @file What tasks need from the rest of the queue. */
import type { TaskView } from '../../../contract/queue/task.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'
import type { Upload } from '../upload.ts'
import type { TaskRequest } from './task.ts'

export interface TasksDeps extends Pick<QueueDeps, 'journal' | 'clock' | 'closing' | 'log'> {
  readonly records: Records
  /** Runs every job loop, because something may be able to start. */
  readonly pump: () => void
  readonly publish: (tasks: readonly TaskView[]) => void
  /** An upload that was removed or cancelled cannot be restored any more: its remote upload may be deleted. */
  readonly abandonRemote: (upload: Upload, remote: TaskRequest['remote']) => void
}
