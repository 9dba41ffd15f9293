/** @file Retries of files that could not be moved because another program has them open. */
import type { Clock } from '../ports.ts'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5 * 60_000
/** About two minutes: antivirus programs and thumbnails are done by then, players may not be. */
const ATTEMPTS_SOON = 7

export function createHeldMoves({ clock, retry }: { clock: Clock; retry: (id: number) => void }) {
  const held = new Map<number, { readonly attempts: number; readonly cancel: () => void }>()

  function forget(id: number): void {
    held.get(id)?.cancel()
    held.delete(id)
  }

  return {
    forget,

    /** Schedules the next attempt, later each time; answers whether the file is likely to be closed soon. */
    note(id: number): boolean {
      const attempts = (held.get(id)?.attempts ?? 0) + 1
      forget(id)
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS)
      held.set(id, { attempts, cancel: clock.after(pause, () => retry(id)) })
      return attempts < ATTEMPTS_SOON
    },

    /** Whether one is likely to be closed soon. */
    isWaiting: (): boolean => [...held.values()].some(({ attempts }) => attempts < ATTEMPTS_SOON),

    clear(): void {
      for (const { cancel } of held.values()) cancel()
      held.clear()
    },
  }
}
