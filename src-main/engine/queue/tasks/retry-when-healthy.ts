/** @file Repeats the end of a task that could not be stored, as soon as the journal can be written again. */
import { detach } from '../../detach.ts'
import type { Log } from '../../ports.ts'
import type { TaskEntry } from './task.ts'

export function createRetryWhenHealthy({ closing, log }: { closing: AbortSignal; log: Log }) {
  const pending = new Map<TaskEntry, () => void>()

  /** Runs the end of a task now, and again as soon as the journal can be written. @throws what this run failed with */
  async function retryWhenHealthy<T>(entry: TaskEntry, end: () => Promise<T>): Promise<T> {
    try {
      return await end()
    } catch (caught) {
      // While Reelay closes, the next start does it.
      if (!closing.aborted) pending.set(entry, () => again(entry, end))
      throw caught
    }
  }

  function again(entry: TaskEntry, end: () => Promise<unknown>): void {
    const work = retryWhenHealthy(entry, end)
    entry.ended = work.catch(() => {})
    detach(work, log, 'the end of a task has to wait for the journal')
  }

  return {
    retryWhenHealthy,

    /** The journal can be written again. */
    journalHealed(): void {
      const retries = [...pending.values()]
      pending.clear()
      for (const retry of retries) retry()
    },
  }
}
