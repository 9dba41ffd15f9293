/** @file Messages about accounts: their health, the checks of a connection test, and their room. */
import type { AccountHealth, AccountRoom, ConnectionCheck, TestCheck } from '../account.ts'
import { failedCheck } from '../connection-checks.ts'
import { type Failure, titleOf } from '../errors/errors.ts'
import { formatNumber, lazyTexts, t } from '../i18n/i18n.ts'
import { atMoment, formatBytes, formatBytesOf, formatMoment } from '../text/format.ts'

/** `Not tested`, `Works since Monday 08:00`, `Failed at 17:02: The host refuses the key`. @param now epoch ms */
export function describeHealth(health: AccountHealth, now: number): string {
  switch (health.state) {
    case 'untested':
      return t('Not tested')
    case 'works':
      return t('Works since {moment}', { moment: formatMoment(health.since, now) })
    case 'failed':
      return t('Failed {when}: {why}', { when: atMoment(health.at, now), why: describeReason(health.reason) })
  }
}

/** Without the name of the account, which stands beside it; a failure of anything else names what failed. */
function describeReason(reason: Failure): string {
  const check = failedCheck(reason)
  return check === 'signIn' || check === 'rights' || check === 'room' ? FAILED[check] : titleOf(reason)
}

const PASSED: Readonly<Record<TestCheck, string>> = lazyTexts({
  settings: () => t('Settings can be used'),
  answers: () => t('The host answers'),
  speaks: () => t('The host answers as expected'),
  signIn: () => t('The host accepts the key'),
  rights: () => t('The key may be used for this'),
  room: () => t('The account has room'),
  uploads: () => t('The host takes new uploads'),
})

const FAILED: Readonly<Record<TestCheck, string>> = lazyTexts({
  settings: () => t('These settings cannot be used'),
  answers: () => t('The host does not answer'),
  speaks: () => t('The host answers otherwise than expected'),
  signIn: () => t('The host refuses the key'),
  rights: () => t('The key may not be used for this'),
  room: () => t('The account has no room'),
  uploads: () => t('The host takes no new uploads'),
})

export function describeCheck({ check, ok }: ConnectionCheck): string {
  return ok ? PASSED[check] : FAILED[check]
}

/** `612 of 1,000 min`, `1.4 of 5.0 TB`: what is used of all, or what is free where the host does not say how much there is. */
export function describeRoom({ free, total, unit }: AccountRoom): string {
  const minutes = (value: number): string => formatNumber(Math.round(value))
  if (total === null) {
    return t('{room} free', { room: unit === 'bytes' ? formatBytes(free) : t('{n} min', { n: minutes(free) }) })
  }
  const used = Math.max(0, total - free)
  if (unit === 'bytes') return formatBytesOf(used, total)
  return t('{part} of {whole}', { part: minutes(used), whole: t('{n} min', { n: minutes(total) }) })
}

/** `388 min left`. */
export function describeFree({ free, unit }: AccountRoom): string {
  if (unit === 'bytes') return t('{room} left', { room: formatBytes(free) })
  return t('{room} left', { room: t('{n} min', { n: formatNumber(Math.floor(free)) }) })
}
