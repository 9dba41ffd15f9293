/** @file How many bytes one request of a provider may carry. */

export interface ChunkRule {
  /** Smallest and largest request; the last one of a file may be smaller. */
  readonly min: number
  readonly max: number
  /** Requests are multiples of this. */
  readonly step: number
  /** When nobody asks for anything else; `null` sends each file in one request. */
  readonly usual: number | null
}

export const MEBIBYTE = 1024 * 1024

/** Any size is fine. */
export const FREE_CHUNKS: ChunkRule = { min: 1, max: Number.MAX_SAFE_INTEGER, step: 1, usual: null }

/** The size to use: what was asked for, moved into the rule. */
export function chunkFor(rule: ChunkRule, asked: number | null): number | null {
  const wanted = asked ?? rule.usual
  if (wanted === null) return null
  const inSteps = Math.floor(wanted / rule.step) * rule.step
  const largest = Math.floor(rule.max / rule.step) * rule.step
  const smallest = Math.ceil(rule.min / rule.step) * rule.step
  return Math.min(largest, Math.max(smallest, inSteps))
}
