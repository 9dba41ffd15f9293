/** @file What is said of accounts: how they are, what a connection test looked at, and how much room there is. */
import type { AccountHealth, AccountRoom, ConnectionCheck, TestCheck } from './account.ts'
import { failedCheck } from './connection-checks.ts'
import { type Failure, titleOf } from './errors.ts'
import { atMoment, formatBytes, formatBytesOf, formatMoment } from './format.ts'

/** `Not tested`, `Works since Monday 08:00`, `Failed at 17:02: The host refuses the key`. @param now epoch ms */
export function describeHealth(health: AccountHealth, now: number): string {
  switch (health.state) {
    case 'untested':
      return 'Not tested'
    case 'works':
      return `Works since ${formatMoment(health.since, now)}`
    case 'failed':
      return `Failed ${atMoment(health.at, now)}: ${describeReason(health.reason)}`
  }
}

/** Without the name of the account, which stands beside it; a failure of anything else names what failed. */
function describeReason(reason: Failure): string {
  const check = failedCheck(reason)
  return check === 'signIn' || check === 'rights' || check === 'room' ? FAILED[check] : titleOf(reason)
}

const HELD: Readonly<Record<TestCheck, string>> = {
  settings: 'Settings can be used',
  answers: 'The host answers',
  speaks: 'The host answers as expected',
  signIn: 'The host accepts the key',
  rights: 'The key may be used for this',
  room: 'The account has room',
  uploads: 'The host takes new uploads',
}

const FAILED: Readonly<Record<TestCheck, string>> = {
  settings: 'These settings cannot be used',
  answers: 'The host does not answer',
  speaks: 'The host answers otherwise than expected',
  signIn: 'The host refuses the key',
  rights: 'The key may not be used for this',
  room: 'The account has no room',
  uploads: 'The host takes no new uploads',
}

export function describeCheck({ check, ok }: ConnectionCheck): string {
  return ok ? HELD[check] : FAILED[check]
}

/** `612 of 1,000 min`, `1.4 of 5.0 TB`: what is used of all, or what is free where the host does not say how much there is. */
export function describeRoom({ free, total, unit }: AccountRoom): string {
  const minutes = (value: number): string => Math.round(value).toLocaleString('en')
  if (total === null) return unit === 'bytes' ? `${formatBytes(free)} free` : `${minutes(free)} min free`
  const used = Math.max(0, total - free)
  return unit === 'bytes' ? formatBytesOf(used, total) : `${minutes(used)} of ${minutes(total)} min`
}

/** `388 min left`. */
export function describeFree({ free, unit }: AccountRoom): string {
  return unit === 'bytes' ? `${formatBytes(free)} left` : `${Math.floor(free).toLocaleString('en')} min left`
}
