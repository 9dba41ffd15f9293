/** @file The hash lists of offload tools beside files. */
import type { Listed } from '../offload/statements.ts'

export interface HashLists {
  /**
   * What lists say of a file: those in its folder and in the folders above it, on the same drive. What a list holds never
   * makes it throw; it is a problem in the answer.
   *
   * @param sizeBytes of the file
   * @throws FailureError `file.notAnswering` and `system.*`; the signal's reason
   */
  find(path: string, sizeBytes: number, signal: AbortSignal): Promise<Listed>
}
