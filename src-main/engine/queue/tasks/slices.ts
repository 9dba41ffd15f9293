/** @file Long work in slices of bounded time: the number of rows of a slice follows from how long the last one took. */
import type { Clock } from '../../ports.ts'

/** The duration that a slice aims at, so that other work runs in between. */
const AIM_MS = 5
const FIRST = 50
/** Fewer rows would cost a transaction each and save little time, also on a busy machine. */
const LEAST = 50
const MOST = 4_000

interface SliceSize {
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
      // At most twice as many: one measurement on a busy machine proves little.
      const fitting = Math.floor((rows * AIM_MS) / Math.max(ms, 0.1))
      rows = Math.max(LEAST, Math.min(MOST, rows * 2, fitting))
    },
  }
}

/**
 * Calls `slice` with a fitting number of rows until it returns false, with a turn of the event loop between two calls.
 *
 * @param afterTurn called before the next slice; ends the work by throwing
 */
export async function inSlices(
  clock: Pick<Clock, 'turn'>,
  slice: (rows: number) => boolean,
  afterTurn: () => void = () => {},
): Promise<void> {
  const size = createSliceSize()
  for (;;) {
    const startedAt = performance.now()
    if (!slice(size.rows)) return
    size.took(performance.now() - startedAt)
    await clock.turn()
    afterTurn()
  }
}
