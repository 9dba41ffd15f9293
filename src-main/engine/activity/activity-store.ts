/** @file What is plotted, in the journal. Calls throw a `FailureError` `store.*` when the disk refuses. */
import type { ActivityWait } from '../../contract/activity.ts'
import type { Series } from './series.ts'
import type { Sums } from './slots.ts'

export interface StoredActivity {
  /** `null` where nothing was sent yet, or what is stored cannot be read. */
  readonly series: Series | null
  readonly waits: readonly ActivityWait[]
}

/** Sums of one account on one day. */
export interface StoredDay {
  readonly day: string
  readonly accountId: string
  readonly bytes: number
  readonly sent: number
  readonly failed: number
}

export interface ActivityStore {
  get(uploadId: string): StoredActivity | null
  /** `null` without a series: only with one an upload has waits. */
  waits(uploadId: string): readonly ActivityWait[] | null
  /** Those of some uploads that have a series. */
  withSeries(uploadIds: readonly string[]): readonly string[]
  putSeries(uploadId: string, series: Series, at: number): void
  putWaits(uploadId: string, waits: readonly ActivityWait[]): void
  /** Adds to the sums of slots and days, and deletes slots that are not kept any more. */
  add(accountId: string, sums: Sums, now: number): void
  /** Sums of all accounts of the slots that begin between two times, oldest first. */
  slots(slotMs: number, from: number, to: number): readonly { readonly at: number; readonly bytes: number }[]
  /** Newest first. */
  days(from: string, to: string): readonly StoredDay[]
  /** Times in which nothing of the queue was sent; those that ended after a time, oldest first. */
  queueWaits(from: number): readonly ActivityWait[]
  openQueueWait(): ActivityWait | null
  /** Ends the one that lasts, or deletes it where it was too short, and begins another. */
  changeQueueWait(at: number, next: ActivityWait | null, keep: boolean): void
}
