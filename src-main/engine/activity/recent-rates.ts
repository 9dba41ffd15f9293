/** @file Samples of the speed in the last ten minutes, taken while bytes move; in memory only. */
import type { ActivityNow } from '../../contract/history/activity.ts'
import type { Clock } from '../ports.ts'

const SAMPLE_MS = 5_000
const MAX_SAMPLES = 120
const SPAN_MS = SAMPLE_MS * MAX_SAMPLES

export function createRecentRates({ clock, rate }: { clock: Pick<Clock, 'now'>; rate: () => number }) {
  let samples: { at: number; bytesPerSecond: number }[] = []

  return {
    /** To be called whenever bytes moved. */
    note(): void {
      const now = clock.now()
      const last = samples.at(-1)
      // The clock may have been set back since.
      if (last && Math.abs(now - last.at) < SAMPLE_MS) return
      samples.push({ at: now, bytesPerSecond: rate() })
      if (samples.length > MAX_SAMPLES) samples.shift()
    },

    list(): ActivityNow['samples'] {
      const now = clock.now()
      samples = samples.filter(({ at }) => at <= now && at > now - SPAN_MS)
      return [...samples]
    },
  }
}
