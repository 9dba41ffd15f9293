/** @file Time for a provider to finish a request that creates something when its attempt is aborted, so that its result is known. */
import type { Clock } from '../../ports.ts'

export const GRACE_MS = 5_000

/** A signal that aborts `GRACE_MS` after another one. Call `end` when it is not needed any more. */
export function withGrace(signal: AbortSignal, clock: Clock): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController()
  let cancelTimer = (): void => {}
  const onAbort = (): void => {
    cancelTimer = clock.after(GRACE_MS, () => controller.abort())
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return {
    signal: controller.signal,
    end() {
      signal.removeEventListener('abort', onAbort)
      cancelTimer()
    },
  }
}
