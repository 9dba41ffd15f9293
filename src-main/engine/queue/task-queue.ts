/** @file Tasks that work one after the other, in the order in which they were asked for. */
import type { TaskEntry } from './task.ts'

export function createTaskQueue() {
  let last: Promise<unknown> = Promise.resolve()

  return {
    /** Settles when the tasks before it have ended, or `leaveQueue` is called. */
    turnOf(entry: TaskEntry): Promise<unknown> {
      const left = new Promise<void>((resolve) => {
        entry.leaveQueue = resolve
      })
      return Promise.race([last, left])
    },

    /** Later tasks wait for its end; one that leaves the queue does not let them overtake those before it. */
    add(entry: TaskEntry): void {
      last = last.then(() => entry.ended)
    },
  }
}
