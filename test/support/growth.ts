/** @file The CPU time of work in this thread alone, whatever else the machine does; and whether it grows linearly with its size. */

const FACTOR = 16
/** Caches and garbage collection make larger inputs slower than in proportion; quadratic work would be 16 times slower. */
const TOLERANCE = 6
const ROUNDS = 5
/** Shorter times cannot be measured reliably. */
const MIN_MS = 0.2

/**
 * Whether work grows no faster than its size: for 16 times as much, linear work takes 16 times as long, quadratic work 256
 * times. Such a ratio is the same on every machine.
 *
 * @param make makes the input of a size
 */
export function growsLinearly<T>(size: number, make: (size: number) => T, work: (input: T) => unknown): boolean {
  const [small, large] = [make(size), make(size * FACTOR)]
  const most =
    Math.max(
      quickestMs(() => work(small)),
      MIN_MS,
    ) *
    FACTOR *
    TOLERANCE
  return quickestMs(() => work(large)) < most
}

/** The CPU time of the quickest of several rounds. */
export function quickestMs(work: () => unknown): number {
  return Math.min(...Array.from({ length: ROUNDS }, () => cpuMs(work)))
}

/** The CPU time of work. */
export function cpuMs(work: () => unknown): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
