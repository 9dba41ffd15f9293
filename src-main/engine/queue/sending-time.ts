/** @file How long the bytes of a file will be on their way: speed, limits and schedule. Pure. */
import { type Failure, failure } from '../../contract/errors.ts'
import { duration, phrase, speed } from '../../contract/phrase.ts'
import type { SendingEstimate } from '../providers/provider.ts'
import { type Rate, type RateSettings, rateAt } from './rates.ts'

/** Periods of limits that are looked at; after these the last rate stays. */
const MOST_PERIODS = 200

/** What an unmeasured line is taken for: 2 Mbit/s, slower than most. */
export const GUESSED_BYTES_PER_SECOND = 250_000

export interface SendingLine {
  readonly settings: RateSettings
  /** When sending begins, epoch ms. */
  readonly at: number
  /** Under its own limit, too. */
  readonly accountId?: string
}

/**
 * What tells, for any number of bytes, the seconds until they are sent; infinite where nothing is sent any more. Periods of limits are
 * looked up once, which takes longer than all the rest.
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
      if (changesAt === null || endsAt <= changesAt || period + 1 === MOST_PERIODS) return (endsAt - at) / 1_000
      left -= (rate * (changesAt - time)) / 1_000
      time = changesAt
    }
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
  const rate = speed(sizeBytes / seconds)
  return failure('upload.tooSlow', {
    host,
    speed: measured ? rate : phrase('{rate} (guessed, nothing was measured yet)', { rate }),
    duration: duration(seconds),
    limit: duration(lifetimeMs / 1_000),
  })
}
