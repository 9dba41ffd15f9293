import { describe, expect, it } from 'vitest'
import { TEST_CHECKS } from '../../../src-main/contract/account.ts'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import {
  describeCheck,
  describeFree,
  describeHealth,
  describeRoom,
} from '../../../src-main/contract/messages/account-messages.ts'

const NOON = new Date(2026, 10, 27, 12, 0).getTime()
const HOUR = 3_600_000

describe('the health of an account in words', () => {
  it('names what was seen, when, and why it failed', () => {
    const reason = failure('account.signIn', { account: 'City FC', status: 401 })
    expect(describeHealth({ state: 'untested' }, NOON)).toBe('Not tested')
    expect(describeHealth({ state: 'works', since: NOON - HOUR, at: NOON }, NOON)).toBe('Works since 11:00')
    expect(describeHealth({ state: 'works', since: NOON - 48 * HOUR, at: NOON }, NOON)).toBe('Works since Wednesday 12:00')
    expect(describeHealth({ state: 'failed', at: NOON - HOUR, reason }, NOON)).toBe('Failed at 11:00: The host refuses the key')
    const away = failure('network.dns', { host: 'tus.example' })
    expect(describeHealth({ state: 'failed', at: NOON, reason: away }, NOON)).toContain('tus.example')
  })
})

describe('a check in words', () => {
  it('says the opposite when it failed', () => {
    for (const check of TEST_CHECKS) expect(describeCheck({ check, ok: true })).not.toBe(describeCheck({ check, ok: false }))
    expect(describeCheck({ check: 'signIn', ok: false })).toBe('The host refuses the key')
  })
})

describe('room in words', () => {
  it('is what is used of all, or what is free where nothing else is known', () => {
    expect(describeRoom({ free: 388, total: 1_000, unit: 'minutes' })).toBe('612 of 1,000 min')
    expect(describeRoom({ free: 3.6e12, total: 5e12, unit: 'bytes' })).toBe('1.4 of 5.0 TB')
    expect(describeRoom({ free: 2e9, total: null, unit: 'bytes' })).toBe('2.00 GB free')
    expect(describeFree({ free: 388.9, total: 1_000, unit: 'minutes' })).toBe('388 min left')
  })
})
