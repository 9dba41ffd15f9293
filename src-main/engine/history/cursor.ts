/** @file Where a part of History ended, as a text for callers. Pure. */
import { isDay } from '../../contract/day.ts'
import { FailureError, failure } from '../../contract/errors.ts'
import { phrase } from '../../contract/phrase.ts'
import type { PastKey } from './past-store.ts'

export function textOf({ day, endedAt, id }: PastKey): string {
  return `${day}:${endedAt}:${id}`
}

/** @throws FailureError `input.invalid` */
export function normalizeKey(text: string): PastKey {
  const match = /^(\d{4}-\d\d-\d\d):(-?\d{1,16}):(\d{1,15})$/.exec(text)
  const [, day = '', endedAt = '', id = ''] = match ?? []
  if (!isDay(day)) throw new FailureError(failure('input.invalid', { reason: phrase('after: not known') }))
  return { day, endedAt: Number(endedAt), id: Number(id) }
}
