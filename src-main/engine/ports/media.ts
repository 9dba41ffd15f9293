/** @file The port that reads media facts. */
import type { MediaFacts } from '../../contract/media.ts'

/** Facts with the version of the file that they were read of. */
export interface MediaReading {
  readonly sizeBytes: number
  /** Modification time in nanoseconds since 1970, as decimal text. */
  readonly mtimeNs: string
  readonly facts: MediaFacts
}

export interface Media {
  /**
   * Reads a few dozen kilobytes of a file, never more than a few megabytes. Facts that are missing or broken are `null`; `null` for the
   * reading means that the file could not be read now.
   *
   * @throws FailureError `system.*` or `file.notAnswering` only
   * @param how `isUrgent`: unless it is `false`, its reads wait for no others at the drive
   */
  read(path: string, how?: { readonly isUrgent?: boolean }): Promise<MediaReading | null>
  close(): Promise<void>
}
