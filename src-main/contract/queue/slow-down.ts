/** @file The limit of “slow down for an hour”. */
import type { Settings } from '../settings.ts'
import type { QueueSummary } from './upload.ts'

const HOUR_MS = 3_600_000
const PART = 0.25
const SLOWEST = 100_000
/** Used when nothing is being sent and there is no limit to derive it from. */
const WHEN_IDLE = 1_000_000

/** A quarter of the current speed, for an hour. */
export function slowDownFrom(summary: QueueSummary | null, now: number): NonNullable<Settings['slowDown']> {
  const usual = summary?.limitBytesPerSecond || summary?.bytesPerSecond || 0
  const bytesPerSecond = usual === 0 ? WHEN_IDLE : Math.max(SLOWEST, Math.round(usual * PART))
  return { bytesPerSecond, until: now + HOUR_MS }
}
