/** @file The cursor of a page of History as a text for callers. Pure. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { isDay } from '../../contract/text/day.ts'
import type { PastCursor } from './past-store.ts'

export function formatCursor({ day, endedAt, id }: PastCursor): string {
  return `${day}:${endedAt}:${id}`
}

/** @throws FailureError `input.invalid` */
export function parseCursor(text: string): PastCursor {
  const match = /^(\d{4}-\d\d-\d\d):(-?\d{1,16}):(\d{1,15})$/.exec(text)
  const [, day = '', endedAt = '', id = ''] = match ?? []
  if (!isDay(day)) throw new FailureError(failure('input.invalid', { reason: phrase('after: not known') }))
  return { day, endedAt: Number(endedAt), id: Number(id) }
}
