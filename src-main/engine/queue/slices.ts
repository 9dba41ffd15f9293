/** @file Long work in slices of bounded time: how many rows come next follows from how long the last ones took. Pure. */

/** A slice aims at this, so that everything else runs in between. */
const AIM_MS = 5
const FIRST = 50
const LEAST = 4
const MOST = 4_000

export interface SliceSize {
  readonly rows: number
  /** Call after each slice. */
  took(ms: number): void
}

export function createSliceSize(): SliceSize {
  let rows = FIRST
  return {
    get rows() {
      return rows
    },
    took(ms) {
      // A machine that is busy for a moment says little: at most twice as many, and never fewer than a few.
      const fitting = Math.floor((rows * AIM_MS) / Math.max(ms, 0.1))
      rows = Math.max(LEAST, Math.min(MOST, rows * 2, fitting))
    },
  }
}
