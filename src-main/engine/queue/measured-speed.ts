/**
 * @file How fast the uploads of each account were, since the start: what the next one is expected to be like. Kept in memory, because
 * yesterday's network may have been another one.
 */
import type { SendingEstimate } from '../providers/provider.ts'
import type { RateSettings } from './rates.ts'
import { GUESSED_BYTES_PER_SECOND, sendingTime } from './sending-time.ts'

/** Less says nothing about the line: it is in the buffers of the system. */
const LEAST_BYTES = 1_000_000
const LEAST_MS = 2_000

export type MeasuredSpeed = ReturnType<typeof createMeasuredSpeed>

export function createMeasuredSpeed({
  running,
  total,
  settings,
  now,
}: {
  /** Bytes per second of the uploads of an account that run at this moment. */
  running: (accountId: string) => readonly number[]
  /** Bytes per second of all uploads together at this moment; 0 while nothing runs. */
  total: () => number
  settings: () => RateSettings
  now: () => number
}) {
  const last = new Map<string, number>()

  /** The slowest of what is known: a share of a line that others use, too. */
  function of(accountId: string): number | null {
    const speeds = running(accountId).filter((speed) => speed > 0)
    const before = last.get(accountId)
    return speeds.length > 0 ? Math.min(...speeds) : (before ?? null)
  }

  return {
    /** An attempt has brought so many bytes in that time. */
    note(accountId: string, bytes: number, ms: number): void {
      if (bytes >= LEAST_BYTES && ms >= LEAST_MS) last.set(accountId, (bytes * 1_000) / ms)
    },

    /** For files that begin now, by their size. */
    estimator(accountId: string): (sizeBytes: number) => SendingEstimate {
      const speed = of(accountId)
      const secondsFor = sendingTime(speed ?? GUESSED_BYTES_PER_SECOND, { settings: settings(), at: now(), accountId })
      return (sizeBytes) => ({ seconds: secondsFor(sizeBytes), measured: speed !== null })
    },

    /**
     * Seconds until so many bytes of several accounts are sent, by the whole line as it is used now, or by the fastest of what was
     * measured last. `null` where nothing was measured, or nothing is sent at all.
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
