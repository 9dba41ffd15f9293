/** @file How slow “slow down for an hour” is. */
import type { Settings } from './settings.ts'
import type { QueueSummary } from './upload.ts'

const HOUR_MS = 3_600_000
const PART = 0.25
const SLOWEST = 100_000
/** Where nothing moves and there is no limit, nothing tells what is usual. */
const WHEN_IDLE = 1_000_000

/** A quarter of what is usual, for an hour. */
export function slowDownFrom(summary: QueueSummary | null, now: number): NonNullable<Settings['slowDown']> {
  const usual = summary?.limitBytesPerSecond || summary?.bytesPerSecond || 0
  const bytesPerSecond = usual === 0 ? WHEN_IDLE : Math.max(SLOWEST, Math.round(usual * PART))
  return { bytesPerSecond, until: now + HOUR_MS }
}
