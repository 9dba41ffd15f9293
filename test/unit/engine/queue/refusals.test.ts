import { describe, expect, it } from 'vitest'
import { type ErrorCode, failure } from '../../../../src-main/contract/errors/errors.ts'
import type { HistoryEntry } from '../../../../src-main/contract/queue/upload.ts'
import { lastingRefusal, streakOf } from '../../../../src-main/engine/queue/attempt/refusals.ts'

const MINUTE = 60_000
const entry = (minute: number, code: ErrorCode | null, event = code ? 'wait' : 'start'): HistoryEntry => ({
  at: minute * MINUTE,
  event,
  state: 'waiting',
  bytes: 0,
  failure: code ? failure(code, { host: 'host.test' }) : null,
})
const locked = failure('upload.locked', { host: 'host.test' }, { detail: 'held' })
const at = (minute: number, acceptedBytes = 0) => ({ now: minute * MINUTE, acceptedBytes })
const codeAt = (minute: number, history: readonly HistoryEntry[]) => lastingRefusal(locked, history, at(minute)).code
const sinceAt = (minute: number, history: readonly HistoryEntry[]) => streakOf(locked, history, at(minute))?.since

describe('an upload that is locked at its host', () => {
  const history = [0, 1, 3, 7, 12].flatMap((minute) => [entry(minute, null), entry(minute, 'upload.locked')])

  it('waits for a quarter of an hour, then a person has to decide', () => {
    expect(codeAt(0, [])).toBe('upload.locked')
    expect(codeAt(14, history)).toBe('upload.locked')
    expect(lastingRefusal(locked, history, at(17))).toMatchObject({
      code: 'upload.lockedLong',
      params: { host: 'host.test', minutes: '17' },
      detail: 'held',
    })
  })

  it('starts a new streak after any other event', () => {
    expect(codeAt(17, [...history, entry(13, 'network.reset')])).toBe('upload.locked')
    expect(codeAt(17, [...history, entry(13, null, 'retry')])).toBe('upload.locked')
    expect(sinceAt(17, [...history, entry(13, 'network.reset'), entry(14, 'upload.locked')])).toBe(14 * MINUTE)
  })

  it('does not count time without attempts', () => {
    expect(codeAt(600, history)).toBe('upload.locked')
    expect(sinceAt(62, [entry(0, 'upload.locked'), entry(60, 'upload.locked')])).toBe(60 * MINUTE)
  })
})

describe('the same answer without progress', () => {
  const page = failure('upload.blocked', { host: 'host.test', status: 403, reason: 'a web page (403)' }, { detail: 'Not here' })
  const history = [0, 1, 3, 7, 12].flatMap((minute) => [entry(minute, null), entry(minute, 'upload.blocked')])

  it('becomes a matter for a person after a quarter of an hour, with the answer and the text of the host', () => {
    expect(lastingRefusal(page, history, at(14)).code).toBe('upload.blocked')
    expect(lastingRefusal(page, history, at(16))).toMatchObject({
      code: 'upload.stuck',
      params: { host: 'host.test', minutes: '16', tries: '6', reason: 'a web page (403)' },
      detail: 'Not here',
    })
  })

  it('becomes one after twenty quick attempts', () => {
    const quick = Array.from({ length: 19 }, (_, index) => entry(index / 60, 'upload.blocked'))
    expect(lastingRefusal(page, quick.slice(1), at(1)).code).toBe('upload.blocked')
    expect(lastingRefusal(page, quick, at(1)).code).toBe('upload.stuck')
  })

  it('counts from the last progress', () => {
    expect(lastingRefusal(page, history, at(16, 500)).code).toBe('upload.blocked')
  })

  it('of a host that is away, busy or broken is waited for', () => {
    for (const code of ['network.portal', 'network.unreachable', 'server.error', 'server.busy'] as const) {
      const answer = failure(code, { host: 'host.test', status: 500 })
      const away = [0, 1, 3, 7, 12].map((minute) => entry(minute, code))
      expect(lastingRefusal(answer, away, at(16)).code).toBe(code)
    }
  })
})
