/** @file How much longer work takes when there is more of it: a ratio, so that it says the same on every machine. */

const TIMES = 16
/** Caches and collected garbage make more of something dearer than in proportion; quadratic work would be 16 times that. */
const SLACK = 6
const TRIES = 5
/** What is too quick to be measured is not slow. */
const LEAST_MS = 0.2

/**
 * Whether work grows no faster than its size: for 16 times as much, linear work takes 16 times as long, quadratic work 256
 * times. Only the time of this very thread counts, whatever else the machine does; and of several tries the quickest.
 *
 * @param make what there is to do, of a size
 */
export function growsLinearly<T>(size: number, make: (size: number) => T, work: (input: T) => unknown): boolean {
  const [small, large] = [make(size), make(size * TIMES)]
  const most =
    Math.max(
      quickest(() => work(small)),
      LEAST_MS,
    ) *
    TIMES *
    SLACK
  return quickest(() => work(large)) < most
}

function quickest(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let count = 0; count < TRIES; count += 1) {
    const before = process.threadCpuUsage()
    work()
    const { user, system } = process.threadCpuUsage(before)
    best = Math.min(best, (user + system) / 1_000)
  }
  return best
}
