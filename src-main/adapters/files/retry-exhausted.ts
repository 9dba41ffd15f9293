/** @file Tries again what failed because too many files are open: one that is walked over must not be passed over for that. */
import { setTimeout as sleep } from 'node:timers/promises'
import { exhaustionIn } from '../../engine/exhaustion.ts'

/** Between two tries, each twice as long as the one before; about ten seconds together. */
const PAUSES_MS = [20, 40, 80, 160, 320, 640, 1_280, 2_500, 5_000]

/** Answers what the work does, or throws what it failed with at last; the signal's reason when that is aborted. */
export async function retryExhausted<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await work()
    } catch (caught) {
      const problem = exhaustionIn(caught)
      if (problem === null || problem.code === 'file.notAnswering') throw caught
      await sleep(pause, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted())
    }
  }
  return work()
}
