/** @file Retries what failed because too many files are open, so that a walk does not skip files for that reason. */
import { setTimeout as sleep } from 'node:timers/promises'
import { exhaustionIn } from '../../engine/exhaustion.ts'

/** Pauses between attempts, each twice as long as the one before; about ten seconds in total. */
const PAUSES_MS = [20, 40, 80, 160, 320, 640, 1_280, 2_500, 5_000]

/** Returns the result of the work, or throws its last error; the signal's reason when that is aborted. */
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
