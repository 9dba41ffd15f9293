/**
 * @file One look at a whole folder after the other: together they would only hinder each other. A drive that never answers holds
 * up no other folder for long.
 */
import type { Clock } from '../ports.ts'

const LONGEST_MS = 60_000

export function createScanQueue(clock: Clock) {
  let last: Promise<void> = Promise.resolve()

  return <T>(work: () => Promise<T>): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    last = last.then(
      () =>
        new Promise<void>((next) => {
          const cancel = clock.after(LONGEST_MS, next)
          const working = work().finally(() => {
            cancel()
            next()
          })
          working.then(resolve, reject)
        }),
    )
    return promise
  }
}
