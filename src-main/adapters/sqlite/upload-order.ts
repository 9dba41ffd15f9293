/** @file The order of the queue, for rows that were read in another order. */
import type { Upload } from '../../engine/queue/upload.ts'

export function inQueueOrder(a: Upload, b: Upload): number {
  return b.priority - a.priority || (a.position < b.position ? -1 : 1)
}
