/** @file The speed of the last ten minutes, noted while bytes move. In memory: it is what a person looks at now. */
import type { ActivityNow } from '../../contract/activity.ts'
import type { Clock } from '../ports.ts'

const EVERY_MS = 5_000
const MOST = 120
const KEPT_MS = EVERY_MS * MOST

export function createRecentRates({ clock, rate }: { clock: Pick<Clock, 'now'>; rate: () => number }) {
  let samples: { at: number; bytesPerSecond: number }[] = []

  return {
    /** Call it whenever bytes moved. */
    note(): void {
      const now = clock.now()
      const last = samples.at(-1)
      // The clock may have been set back since.
      if (last && Math.abs(now - last.at) < EVERY_MS) return
      samples.push({ at: now, bytesPerSecond: rate() })
      if (samples.length > MOST) samples.shift()
    },

    list(): ActivityNow['samples'] {
      const now = clock.now()
      samples = samples.filter(({ at }) => at <= now && at > now - KEPT_MS)
      return [...samples]
    },
  }
}
