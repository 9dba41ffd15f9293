/**
 * @file The measured speed of the uploads of each account since the start, for estimates. In memory only, because yesterday's network
 * may have been another one.
 */
import type { SendingEstimate } from '../../providers/provider.ts'
import type { RateSettings } from '../jobs/rates.ts'
import { GUESSED_BYTES_PER_SECOND, sendingTime } from '../jobs/sending-time.ts'

/** Shorter transfers do not measure the line, only the buffers of the system. */
const MIN_BYTES = 1_000_000
const MIN_MS = 2_000

export type MeasuredSpeed = ReturnType<typeof createMeasuredSpeed>

interface Deps {
  /** Bytes per second of each running upload of an account. */
  readonly running: (accountId: string) => readonly number[]
  /** Bytes per second of all uploads together at this moment; 0 while nothing runs. */
  readonly total: () => number
  readonly settings: () => RateSettings
  readonly now: () => number
}

export function createMeasuredSpeed({ running, total, settings, now }: Deps) {
  const last = new Map<string, number>()

  /** The speed of the slowest running upload, because the line is shared; else the last measured one. */
  function speedOf(accountId: string): number | null {
    const speeds = running(accountId).filter((speed) => speed > 0)
    return speeds.length > 0 ? Math.min(...speeds) : (last.get(accountId) ?? null)
  }

  return {
    /** An attempt has transferred so many bytes in that time. */
    note(accountId: string, bytes: number, ms: number): void {
      if (bytes >= MIN_BYTES && ms >= MIN_MS) last.set(accountId, (bytes * 1_000) / ms)
    },

    /** Estimates the time to send a file that starts now, by its size in bytes. */
    estimator(accountId: string): (sizeBytes: number) => SendingEstimate {
      const speed = speedOf(accountId)
      const secondsFor = sendingTime(speed ?? GUESSED_BYTES_PER_SECOND, { settings: settings(), at: now(), accountId })
      return (sizeBytes) => ({ seconds: secondsFor(sizeBytes), measured: speed !== null })
    },

    /**
     * Seconds until so many bytes of several accounts are sent together: by the speed of all running uploads, else by the fastest last
     * speed of these accounts. `null` where nothing was measured, or the schedule permits no sending at all.
     */
    together(bytes: number, accountIds: readonly string[]): number | null {
      const speed = total() || Math.max(0, ...accountIds.map((id) => last.get(id) ?? 0))
      const [only, ...others] = accountIds
      if (speed === 0 || only === undefined) return null
      const line = { settings: settings(), at: now(), ...(others.length === 0 ? { accountId: only } : {}) }
      const seconds = sendingTime(speed, line)(bytes)
      return Number.isFinite(seconds) ? seconds : null
    },
  }
}
