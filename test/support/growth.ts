/** @file How much longer work takes when there is more of it: a ratio, so that it says the same on every machine. */

const TIMES = 16
const TRIES = 5

/**
 * Whether work grows no faster than its size: for 16 times as much, linear work takes 16 times as long, quadratic work 256
 * times. Of several tries the quickest counts, because nothing but the work itself is in it.
 *
 * @param make what there is to do, of a size
 */
export function growsLinearly<T>(size: number, make: (size: number) => T, work: (input: T) => unknown): boolean {
  const [small, large] = [make(size), make(size * TIMES)]
  work(small)
  // What is too quick to be measured is not slow.
  const least = Math.max(
    quickest(() => work(small)),
    0.05,
  )
  return quickest(() => work(large)) < least * TIMES * 4
}

function quickest(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY
  for (let count = 0; count < TRIES; count += 1) {
    const startedAt = performance.now()
    work()
    best = Math.min(best, performance.now() - startedAt)
  }
  return best
}
