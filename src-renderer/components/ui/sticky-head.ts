/** @file The head of a section stays at the upper edge of a virtual list while its lines are read. */
import { defaultRangeExtractor, type Range } from '@tanstack/vue-virtual'

/** Indices of the lines to render: those of the range, and the head of the section in which it begins; `null` for none. */
export function rangeWithHead(range: Range, head: number | null): number[] {
  const lines = defaultRangeExtractor(range)
  return head === null || lines.includes(head) ? lines : [head, ...lines]
}
