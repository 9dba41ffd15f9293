/** @file Runs tasks one after the other, in the order of their requests. */
import type { TaskEntry } from './task.ts'

export function createTaskQueue() {
  let last: Promise<unknown> = Promise.resolve()

  return {
    /** Settles when the tasks before it have ended, or `leaveQueue` is called. */
    turnOf(entry: TaskEntry): Promise<unknown> {
      const { promise: left, resolve } = Promise.withResolvers<void>()
      entry.leaveQueue = resolve
      return Promise.race([last, left])
    },

    /** Later tasks wait for the end of this one. One that leaves the queue does not let them overtake the tasks before it. */
    add(entry: TaskEntry): void {
      last = last.then(() => entry.ended)
    },
  }
}
