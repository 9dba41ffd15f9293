/** @file The technical log of each upload: requests, answers, timings, offsets. */

/** Bounded for each upload and in all; nothing here throws, because a log must never stop an upload. */
export interface UploadLogs {
  /** Runs work on uploads: every request that it makes, wherever in the code, is written to their logs. */
  during<T>(uploadIds: readonly string[], what: string, work: () => Promise<T>): Promise<T>
  /** Adds a line to the log of an upload that is being worked on; otherwise does nothing, and does not ask for the line. */
  note(uploadId: string, line: () => string): void
  /** Without secrets; empty when there is none. */
  read(uploadId: string): string
  remove(uploadId: string): void
  /** Deletes logs that were last written before a time in epoch ms. */
  removeOlder(before: number): void
}
