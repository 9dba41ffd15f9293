/**
 * @file Retries work that failed because another program, such as a virus scanner or a backup, had a file of the data folder
 * open. For idempotent work, or work that changes nothing when it fails like that.
 */
import { FailureError } from '../contract/errors/errors.ts'

const PAUSE_MS = 200
const MAX_WAIT_MS = 10_000

/** Returns the result of the work or throws its last failure; does not wait once the signal is aborted. */
export async function retryWhileBusy<T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
  const until = performance.now() + MAX_WAIT_MS
  for (;;) {
    try {
      return await work()
    } catch (caught) {
      const isHeld = caught instanceof FailureError && caught.failure.code === 'store.busy'
      if (!isHeld || signal?.aborted || performance.now() > until) throw caught
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}
