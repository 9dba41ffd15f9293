/** @file Long work in slices of bounded time: how many rows come next follows from how long the last ones took. Pure. */

/** A slice aims at this, so that everything else runs in between. */
const AIM_MS = 5
const FIRST = 50
/** On a machine that is busy with something else, fewer would cost a transaction each and save little time. */
const LEAST = 50
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
      // One measurement on a busy machine proves little: at most twice as many.
      const fitting = Math.floor((rows * AIM_MS) / Math.max(ms, 0.1))
      rows = Math.max(LEAST, Math.min(MOST, rows * 2, fitting))
    },
  }
}
