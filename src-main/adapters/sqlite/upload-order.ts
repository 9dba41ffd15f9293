/** @file The order of the queue, for rows that were read in another one. */
import type { Upload } from '../../engine/queue/upload.ts'

export function inQueueOrder(one: Upload, other: Upload): number {
  return other.priority - one.priority || (one.position < other.position ? -1 : 1)
}
