/** @file The hash lists of offload tools beside files. */
import type { MatchedEntries } from '../offload/matched-entries.ts'

export interface HashLists {
  /**
   * Searches the lists in the folder of a file and in the folders above it, on the same drive. A damaged list does not throw; it is a
   * problem in the result.
   *
   * @param sizeBytes of the file
   * @throws FailureError `file.notAnswering` and `system.*`; the signal's reason
   */
  find(path: string, sizeBytes: number, signal: AbortSignal): Promise<MatchedEntries>
}
