/** @file How `upload` and `watch run` report: JSON lines for scripts, bars on a terminal, plain lines elsewhere. */
import type { AddOutcome } from '../../contract/queue/outcomes.ts'
import type { UploadView } from '../../contract/queue/upload.ts'
import type { BatchView, WatchView } from '../../contract/watch.ts'

export interface Totals {
  readonly done: number
  readonly skipped: number
  readonly failed: number
  readonly attention: number
  /** Bytes of the uploads that are done. */
  readonly bytes: number
  readonly seconds: number
}

export interface Reporter {
  /** The outcome of the named paths. */
  added(outcome: AddOutcome): void
  /** An upload is in a new state. */
  state(upload: UploadView): void
  /** Bytes moved; the state is the same. */
  progress(upload: UploadView): void
  /** A watched folder is in a new state, or has more to decide about. */
  watch(watch: WatchView): void
  /** A batch is settled: nothing of it continues by itself. */
  batch(batch: BatchView): void
  /** A message that belongs to no upload. */
  note(text: string): void
  /** Called at the end. */
  summary(totals: Totals): void
}
