/** @file Tasks that work one after the other, in the order in which they were asked for. */
import type { Entry } from './task.ts'

export function createTaskQueue() {
  let last: Promise<unknown> = Promise.resolve()

  return {
    /** Settles when those before it are through, or it is told to leave. */
    turnOf(entry: Entry): Promise<unknown> {
      const left = new Promise<void>((resolve) => {
        entry.leaveQueue = resolve
      })
      return Promise.race([last, left])
    },

    /** Who comes later waits for its end. One that leaves the line lets nobody pass. */
    add(entry: Entry): void {
      last = last.then(() => entry.ended)
    },
  }
}
