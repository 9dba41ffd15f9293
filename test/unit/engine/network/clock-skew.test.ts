import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { serverTime, skewMessage, withClock } from '../../../../src-main/engine/network/clock-skew.ts'

const AT_HOST = Date.parse('2026-11-20T12:00:00Z')
const MINUTE = 60_000
const answer = (status: number, date = new Date(AT_HOST).toUTCString()) => ({
  status,
  headers: { date },
  body: '',
  url: 'https://host.test/',
})

describe('the clock of this computer', () => {
  it('is reported beyond what servers tolerate', () => {
    expect(skewMessage(AT_HOST, AT_HOST + 5 * MINUTE)).toBeNull()
    expect(skewMessage(AT_HOST, AT_HOST + 42 * MINUTE)).toBe('The clock of this computer is 42 min ahead of the host')
    expect(skewMessage(AT_HOST, AT_HOST - 3 * 60 * MINUTE)).toBe('The clock of this computer is 3 h behind the host')
    expect(skewMessage(AT_HOST, AT_HOST + 2 * 24 * 60 * MINUTE)).toBe('The clock of this computer is 2 days ahead of the host')
  })

  it('is named beside the server’s own message where a sign-in was refused, and nowhere else', () => {
    const signIn = failure('account.signIn', {}, { detail: 'Signature expired' })
    const late = AT_HOST + 42 * MINUTE
    expect(withClock(signIn, answer(401), late).detail).toMatch(/^Signature expired\. The clock of this computer is 42 min ahead/)
    expect(withClock(failure('account.forbidden'), answer(403), late).detail).toMatch(/42 min/)
    expect(withClock(signIn, answer(401), AT_HOST)).toBe(signIn)
    expect(withClock(failure('server.error'), answer(500), late).detail).toBeUndefined()
    expect(withClock(failure('network.portal'), answer(403), late).detail).toBeUndefined()
  })

  it('is used where a server sends no date', () => {
    expect(serverTime(answer(200), 5)).toBe(AT_HOST)
    expect(serverTime(answer(200, 'noon'), 5)).toBe(5)
  })
})
