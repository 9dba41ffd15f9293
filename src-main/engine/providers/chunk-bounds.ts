/** @file Bounds for the size of one request. Pure. */

export interface ChunkBounds {
  /** Smallest and largest request; the last one of a file may be smaller. */
  readonly min: number
  readonly max: number
  /** Requests are multiples of this. */
  readonly step: number
}

/** The allowed size nearest to the wanted one. */
export function withinBounds(bounds: ChunkBounds, wanted: number): number {
  const inSteps = Math.floor(wanted / bounds.step) * bounds.step
  const largest = Math.floor(bounds.max / bounds.step) * bounds.step
  const smallest = Math.ceil(bounds.min / bounds.step) * bounds.step
  return Math.min(largest, Math.max(smallest, inSteps))
}
