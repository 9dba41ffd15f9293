/** @file Estimates how long sending takes, by speed, rate limits and schedule. Pure. */
import { type Failure, failure } from '../../../contract/errors/errors.ts'
import { duration, phrase, speed } from '../../../contract/i18n/phrase.ts'
import type { SendingEstimate } from '../../providers/provider.ts'
import { type Rate, type RateSettings, rateAt } from './rates.ts'

/** How many periods of the rate limit are considered; after these the last rate applies. */
const MAX_PERIODS = 200

/** The assumed speed of an unmeasured line: 2 Mbit/s, slower than most. */
export const GUESSED_BYTES_PER_SECOND = 250_000

interface SendingLine {
  readonly settings: RateSettings
  /** When sending begins, epoch ms. */
  readonly at: number
  /** With an account its own limit applies as well. */
  readonly accountId?: string
}

/**
 * Returns a function from a number of bytes to the seconds until they are sent, infinite where the schedule never permits sending again.
 * Periods of rate limits are computed once and shared by its calls, because that takes longer than all the rest.
 */
export function sendingTime(bytesPerSecond: number, { settings, at, accountId }: SendingLine): (bytes: number) => number {
  const periods: Pick<Rate, 'bytesPerSecond' | 'changesAt'>[] = []

  return (bytes) => {
    let left = bytes
    let time = at
    for (let period = 0; ; period += 1) {
      const known = periods[period] ?? rateAt(settings, new Date(time), accountId)
      periods[period] = known
      const { bytesPerSecond: limit, changesAt } = known
      const rate = limit === null ? bytesPerSecond : Math.min(limit, bytesPerSecond)
      const endsAt = rate > 0 ? time + (left / rate) * 1_000 : Number.POSITIVE_INFINITY
      if (changesAt === null || endsAt <= changesAt || period + 1 === MAX_PERIODS) return (endsAt - at) / 1_000
      left -= (rate * (changesAt - time)) / 1_000
      time = changesAt
    }
  }
}

/** The failure `upload.tooSlow` when an upload will probably not be finished within the lifetime that its host sets; else `null`. */
export function tooSlow(
  host: string,
  sizeBytes: number,
  { seconds, measured }: SendingEstimate,
  lifetimeMs: number,
): Failure | null {
  // Infinite where the schedule permits no sending: that has a message of its own.
  if (seconds * 1_000 <= lifetimeMs || !Number.isFinite(seconds)) return null
  const rate = speed(sizeBytes / seconds)
  return failure('upload.tooSlow', {
    host,
    speed: measured ? rate : phrase('{rate} (guessed, nothing was measured yet)', { rate }),
    duration: duration(seconds),
    limit: duration(lifetimeMs / 1_000),
  })
}
