/** @file Queries of activity: what was sent when, on which day to which account, and the current speed. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { ActivityDays, ActivityNow, ActivityPlot, UploadActivity } from '../../contract/history/activity.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { REMOVED_ACCOUNT } from '../../contract/messages/account-name.ts'
import type { Parsed } from '../../contract/requests.ts'
import { dayOf, daysBetween, utcOffsetAt } from '../../contract/text/day.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'
import { RANGES, slotOf } from './slots.ts'
import type { Throughput } from './throughput.ts'

/** A year and a day: bounds what one query adds up. */
const MAX_DAYS = 366

interface Deps {
  readonly journal: Pick<Journal, 'activity' | 'uploads'>
  readonly accounts: Pick<Accounts, 'find'>
  readonly throughput: Pick<Throughput, 'get' | 'inFlight'>
  readonly clock: Pick<Clock, 'now'>
  readonly now: () => Omit<ActivityNow, 'at'>
}

export function createActivity({ journal, accounts, throughput, clock, now }: Deps) {
  const { activity } = journal

  function slotsBetween(slotMs: number, from: number, to: number): ActivityPlot['slots'] {
    const bytes = new Map(activity.slots(slotMs, from, to).map((slot) => [slot.at, slot.bytes]))
    const inFlight = throughput.inFlight(slotMs, from, to)
    const times = [...new Set([...bytes.keys(), ...inFlight.keys()])].sort((a, b) => a - b)
    return times.map((at) => ({ at, bytes: bytes.get(at) ?? 0, onWayBytes: inFlight.get(at) ?? 0 }))
  }

  return {
    /** @throws FailureError `queue.unknown` for an upload that is neither in the queue nor in History */
    upload({ id }: Parsed<'activity.upload'>): UploadActivity {
      const known = throughput.get(id)
      if (!known && !journal.uploads.get(id)) throw new FailureError(failure('queue.unknown', { id }))
      return known ?? { points: [], confirmedBytes: 0, waits: [] }
    },

    plot({ range }: Parsed<'activity.plot'>): ActivityPlot {
      const { slotMs, spanMs } = RANGES[range]
      const to = clock.now()
      const from = slotOf(to - spanMs, slotMs) + slotMs
      return { from, to, slotMs, slots: slotsBetween(slotMs, from, to), waits: activity.queueWaits(from) }
    },

    /** @throws FailureError `input.invalid` for more than a year */
    days({ from, to: until }: Parsed<'activity.days'>): ActivityDays {
      const at = clock.now()
      const to = until ?? dayOf(at)
      if (daysBetween(from, to) > MAX_DAYS)
        throw new FailureError(failure('input.invalid', { reason: phrase('from: more than a year') }))
      const days = activity.days(from, to).map((sums) => {
        const account = accounts.find(sums.accountId)
        return { ...sums, accountName: account?.name ?? REMOVED_ACCOUNT, provider: account?.provider ?? '' }
      })
      return { from, to, days, now: at, utcOffset: utcOffsetAt(at) }
    },

    now: (): ActivityNow => ({ at: clock.now(), ...now() }),
  }
}
