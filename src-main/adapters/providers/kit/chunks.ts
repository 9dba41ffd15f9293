/** @file How many bytes one request of a provider may carry. */
import type { TusTarget } from '../../../engine/ports/transfer.ts'
import { type ChunkBounds, withinBounds } from '../../../engine/providers/chunk-bounds.ts'
import type { Upload } from '../../../engine/queue/upload.ts'

export interface ChunkRule extends ChunkBounds {
  /** The size without a chosen or learned one; `null` sends each file in one request. */
  readonly usual: number | null
}

export const MEBIBYTE = 1024 * 1024

/** Any size is fine. */
export const FREE_CHUNKS: ChunkRule = { min: 1, max: Number.MAX_SAFE_INTEGER, step: 1, usual: null }

/**
 * The size to begin with and its bounds. A size that a person chose is moved into the rule and stays fixed; otherwise requests
 * begin with the learned size, or with the usual one, and adapt within the rule.
 */
export function chunksFor(
  rule: ChunkRule,
  { chunkBytes: chosen, learnedChunkBytes: learned }: Pick<Upload, 'chunkBytes' | 'learnedChunkBytes'>,
): Pick<TusTarget, 'chunkBytes' | 'chunks'> {
  if (chosen !== null) {
    const size = withinBounds(rule, chosen)
    return { chunkBytes: size, chunks: { min: size, max: size, step: 1 } }
  }
  const wanted = learned ?? rule.usual
  if (rule.usual === null) return { chunkBytes: wanted, chunks: null }
  return { chunkBytes: withinBounds(rule, wanted ?? rule.usual), chunks: { min: rule.min, max: rule.max, step: rule.step } }
}
