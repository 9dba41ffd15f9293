/** @file The port of the journal for activity: series, waits and sums. Calls throw a `FailureError` `store.*` when the disk refuses. */
import type { AccountDay, ActivityWait } from '../../contract/history/activity.ts'
import type { Series } from './series.ts'
import type { Sums } from './slots.ts'

export interface StoredActivity {
  /** `null` where nothing was sent yet, or the stored series cannot be read. */
  readonly series: Series | null
  readonly waits: readonly ActivityWait[]
}

/** Sums of one account on one day. */
type StoredDay = Omit<AccountDay, 'accountName' | 'provider'>

export interface ActivityStore {
  get(uploadId: string): StoredActivity | null
  /** `null` without a series: waits are stored with a series only. */
  waits(uploadId: string): readonly ActivityWait[] | null
  /** The ids among these that have a series. */
  withSeries(uploadIds: readonly string[]): readonly string[]
  putSeries(uploadId: string, series: Series, at: number): void
  putWaits(uploadId: string, waits: readonly ActivityWait[]): void
  /** Adds to the sums of slots and days, and deletes slots that are past their retention. */
  add(accountId: string, sums: Sums, now: number): void
  /** Sums of all accounts of the slots that begin between two times, oldest first. */
  slots(slotMs: number, from: number, to: number): readonly { readonly at: number; readonly bytes: number }[]
  /** Newest first. */
  days(from: string, to: string): readonly StoredDay[]
  /** Times in which nothing of the queue was sent, and which ended after `from`; oldest first. */
  queueWaits(from: number): readonly ActivityWait[]
  openQueueWait(): ActivityWait | null
  /**
   * Ends the open wait of the queue, and begins another.
   *
   * @param isStored false deletes the open wait, which was too short
   */
  changeQueueWait(at: number, next: ActivityWait | null, isStored: boolean): void
}
