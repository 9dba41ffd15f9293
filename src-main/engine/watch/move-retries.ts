/** @file Retries of files that could not be moved because another program has them open. */
import type { Clock } from '../ports.ts'

const FIRST_DELAY_MS = 1_000
const MAX_DELAY_MS = 5 * 60_000
/** About two minutes: antivirus programs and thumbnails are done by then, players may not be. */
const SOON_ATTEMPTS = 7

export function createMoveRetries({ clock, retry }: { clock: Clock; retry: (id: number) => void }) {
  const retries = new Map<number, { readonly attempts: number; readonly cancel: () => void }>()

  function cancel(id: number): void {
    retries.get(id)?.cancel()
    retries.delete(id)
  }

  return {
    cancel,

    /** Schedules the next attempt, with growing delays; returns whether the file is likely to be closed soon. */
    schedule(id: number): boolean {
      const attempts = (retries.get(id)?.attempts ?? 0) + 1
      cancel(id)
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (attempts - 1), MAX_DELAY_MS)
      retries.set(id, { attempts, cancel: clock.after(delayMs, () => retry(id)) })
      return attempts < SOON_ATTEMPTS
    },

    /** Whether one is likely to be closed soon. */
    isWaiting: (): boolean => [...retries.values()].some(({ attempts }) => attempts < SOON_ATTEMPTS),

    cancelAll(): void {
      for (const { cancel } of retries.values()) cancel()
      retries.clear()
    },
  }
}
