/** @file Work that runs one piece after the other, in the order in which it was added. */
import type { Clock } from './ports.ts'

export interface SerialQueue {
  /** Runs work once everything that was added before has ended, whether it failed or not. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when everything that was added before has ended. */
  idle(): Promise<void>
}

/** @param limit after this time the next piece starts even if the one before still runs */
export function createSerialQueue(limit?: { readonly clock: Clock; readonly longestMs: number }): SerialQueue {
  let last: Promise<void> = Promise.resolve()
  return {
    run(work) {
      const { promise: ended, resolve: end } = Promise.withResolvers<void>()
      const running = last.then(async () => {
        const cancel = limit?.clock.after(limit.longestMs, end)
        try {
          return await work()
        } finally {
          cancel?.()
          end()
        }
      })
      last = ended
      return running
    },
    idle: () => last,
  }
}
