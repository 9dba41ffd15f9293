import { describe, expect, it } from 'vitest'
import { type ErrorCode, failure } from '../../../../src-main/contract/errors.ts'
import type { HistoryEntry } from '../../../../src-main/contract/upload.ts'
import { lockedFailure, lockedSince } from '../../../../src-main/engine/queue/locked.ts'

const MINUTE = 60_000
const entry = (minute: number, code: ErrorCode | null, event = code ? 'wait' : 'start'): HistoryEntry => ({
  at: minute * MINUTE,
  event,
  state: 'waiting',
  bytes: 0,
  failure: code ? failure(code, { host: 'host.test' }) : null,
})
const locked = failure('upload.locked', { host: 'host.test' }, { detail: 'held' })
const codeAt = (minute: number, history: readonly HistoryEntry[]) => lockedFailure(locked, history, minute * MINUTE).code

describe('an upload that a host holds locked', () => {
  const history = [0, 1, 3, 7, 12].flatMap((minute) => [entry(minute, null), entry(minute, 'upload.locked')])

  it('waits for a quarter of an hour, then a person is asked', () => {
    expect(codeAt(0, [])).toBe('upload.locked')
    expect(codeAt(14, history)).toBe('upload.locked')
    expect(lockedFailure(locked, history, 17 * MINUTE)).toMatchObject({
      code: 'upload.lockedLong',
      params: { host: 'host.test', minutes: '17' },
      detail: 'held',
    })
  })

  it('begins anew after anything else happened', () => {
    expect(codeAt(17, [...history, entry(13, 'network.reset')])).toBe('upload.locked')
    expect(codeAt(17, [...history, entry(13, null, 'retry')])).toBe('upload.locked')
    expect(lockedSince([...history, entry(13, 'network.reset'), entry(14, 'upload.locked')], 17 * MINUTE)).toBe(14 * MINUTE)
  })

  it('does not count time in which Reelay did not ask', () => {
    expect(codeAt(600, history)).toBe('upload.locked')
    expect(lockedSince([entry(0, 'upload.locked'), entry(60, 'upload.locked')], 62 * MINUTE)).toBe(60 * MINUTE)
  })
})
