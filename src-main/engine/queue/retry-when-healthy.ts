/** @file What tasks end with and the journal refuses is done as soon as it can be written again. */
import { detach } from '../detach.ts'
import type { Log } from '../ports.ts'
import type { TaskEntry } from './task.ts'

export function createRetryWhenHealthy({ closing, log }: { closing: AbortSignal; log: Log }) {
  const owed = new Map<TaskEntry, () => void>()

  /** Does the end of a task, now or as soon as the journal takes it; throws what it failed with now. */
  async function retryWhenHealthy<T>(entry: TaskEntry, end: () => Promise<T>): Promise<T> {
    try {
      return await end()
    } catch (caught) {
      // While Reelay closes, that is left to the next start.
      if (!closing.aborted) owed.set(entry, () => again(entry, end))
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
      const works = [...owed.values()]
      owed.clear()
      for (const work of works) work()
    },
  }
}
