/** @file When files are tried again that could not be moved because another program has them open. */
import type { Clock } from '../ports.ts'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5 * 60_000
/** About two minutes: antivirus programs and thumbnails are done by then, players may not be. */
const TRIES_SOON = 7

export function createHeldMoves({ clock, retry }: { clock: Clock; retry: (id: number) => void }) {
  const held = new Map<number, { readonly tries: number; readonly cancel: () => void }>()

  function forget(id: number): void {
    held.get(id)?.cancel()
    held.delete(id)
  }

  return {
    forget,

    /** Sets the next try, later each time; answers whether the file is likely to be let go soon. */
    note(id: number): boolean {
      const tries = (held.get(id)?.tries ?? 0) + 1
      forget(id)
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS)
      held.set(id, { tries, cancel: clock.after(pause, () => retry(id)) })
      return tries < TRIES_SOON
    },

    /** Whether one may be let go soon. */
    isWaiting: (): boolean => [...held.values()].some(({ tries }) => tries < TRIES_SOON),

    clear(): void {
      for (const { cancel } of held.values()) cancel()
      held.clear()
    },
  }
}
