/** @file Checks that the time of work grows linearly with its size: a ratio, which is the same on every machine. */

const FACTOR = 16
/** Caches and garbage collection make larger inputs slower than in proportion; quadratic work would be 16 times slower. */
const TOLERANCE = 6
const ROUNDS = 5
/** Shorter times cannot be measured reliably. */
const MIN_MS = 0.2

/**
 * Whether work grows no faster than its size: for 16 times as much, linear work takes 16 times as long, quadratic work 256
 * times. Counts the CPU time of this thread alone, whatever else the machine does, and the quickest of several rounds.
 *
 * @param make makes the input of a size
 */
export function growsLinearly<T>(size: number, make: (size: number) => T, work: (input: T) => unknown): boolean {
  const [small, large] = [make(size), make(size * FACTOR)]
  const most =
    Math.max(
      quickest(() => work(small)),
      MIN_MS,
    ) *
    FACTOR *
    TOLERANCE
  return quickest(() => work(large)) < most
}

function quickest(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let count = 0; count < ROUNDS; count += 1) {
    const before = process.threadCpuUsage()
    work()
    const { user, system } = process.threadCpuUsage(before)
    best = Math.min(best, (user + system) / 1_000)
  }
  return best
}
