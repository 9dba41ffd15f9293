/** @file How long the bytes of a file will be on their way: speed, limits and schedule. Pure. */
import { type Failure, failure } from '../../contract/errors.ts'
import { formatDuration, formatSpeed } from '../../contract/format.ts'
import type { SendingEstimate } from '../providers/provider.ts'
import { type RateSettings, rateAt } from './rates.ts'

/** Periods of limits that are looked at; after these the last rate stays. */
const MOST_PERIODS = 200

/** What an unmeasured line is taken for: 2 Mbit/s, slower than most. */
export const GUESSED_BYTES_PER_SECOND = 250_000

/** Seconds from `at` (epoch ms) until so many bytes are sent; infinite where nothing is sent any more. */
export function secondsToSend(
  bytes: number,
  bytesPerSecond: number,
  { settings, at, accountId }: { readonly settings: RateSettings; readonly at: number; readonly accountId: string },
): number {
  let left = bytes
  let time = at
  for (let period = 1; ; period += 1) {
    const { bytesPerSecond: limit, changesAt } = rateAt(settings, new Date(time), accountId)
    const rate = limit === null ? bytesPerSecond : Math.min(limit, bytesPerSecond)
    const endsAt = rate > 0 ? time + (left / rate) * 1_000 : Number.POSITIVE_INFINITY
    if (changesAt === null || endsAt <= changesAt || period === MOST_PERIODS) return (endsAt - at) / 1_000
    left -= (rate * (changesAt - time)) / 1_000
    time = changesAt
  }
}

/** Why an upload will hardly be finished within the time that its host gives it, or `null`. */
export function tooSlow(
  host: string,
  sizeBytes: number,
  { seconds, measured }: SendingEstimate,
  lifetimeMs: number,
): Failure | null {
  // Without an end there is an hour at which nothing is sent: the schedule says that itself.
  if (seconds * 1_000 <= lifetimeMs || !Number.isFinite(seconds)) return null
  const speed = `${formatSpeed(sizeBytes / seconds)}${measured ? '' : ' (guessed, nothing was measured yet)'}`
  return failure('upload.tooSlow', { host, speed, duration: formatDuration(seconds), limit: formatDuration(lifetimeMs / 1_000) })
}
