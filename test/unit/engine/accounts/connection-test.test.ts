import { describe, expect, it } from 'vitest'
import { createTusProvider } from '../../../../src-main/adapters/providers/tus/provider.ts'
import { type Failure, failure } from '../../../../src-main/contract/errors/errors.ts'
import { answeredTest, failedTest, type TestedFields } from '../../../../src-main/engine/accounts/connection-test.ts'
import { scriptedProvider } from '../../../support/scripted-provider.ts'

const { fields } = scriptedProvider().provider
const tusFields = createTusProvider({ transfer: { probe: () => Promise.reject(new Error('not used')) } }).fields
const filled: TestedFields = { settings: { place: 'here' }, secrets: ['key'] }
const taken = { at: 5, tookMs: 400 }

const checksOf = (problem: Failure) =>
  failedTest(fields, filled, problem, taken).checks.map(({ check, ok }) => `${ok ? '' : 'not '}${check}`)

describe('the checks of a failed test', () => {
  it.each([
    [failure('network.dns', { host: 'h' }), ['not answers']],
    [failure('server.error', { host: 'h', status: 500 }), ['answers', 'not speaks']],
    [failure('account.signIn', { account: 'A', status: 401 }), ['answers', 'not signIn']],
    [failure('account.forbidden', { account: 'A', status: 403 }), ['answers', 'signIn', 'not rights']],
    [failure('account.quota', { account: 'A', status: 402 }), ['answers', 'signIn', 'not room']],
    [failure('account.invalid', { reason: 'Key is missing.' }), ['not settings']],
    [failure('account.signIn', { account: 'A' }), ['not settings']],
    [failure('account.secretUnreadable', { account: 'A' }), ['not settings']],
  ])('ends with the first thing that did not hold (%#)', (problem, checks) => {
    expect(checksOf(problem)).toEqual(checks)
  })
})

describe('the field that caused a failure', () => {
  const fieldOf = (problem: Failure, what = filled, of = fields) => failedTest(of, what, problem, taken).field

  it('is the field that the failure names, if it exists', () => {
    expect(fieldOf(failure('account.invalid', { reason: 'x', field: 'place' }))).toBe('place')
    expect(fieldOf(failure('account.invalid', { reason: 'x', field: 'other' }))).toBe(null)
  })

  it('is the key if there is only one, and none of several', () => {
    const refused = failure('account.signIn', { account: 'A', status: 401 })
    const two = [...fields, { ...fields[0], name: 'second' } as (typeof fields)[number]]
    expect(fieldOf(refused)).toBe('key')
    expect(fieldOf(refused, { ...filled, secrets: ['key', 'second'] }, two)).toBe(null)
    expect(fieldOf(refused, { ...filled, secrets: [] })).toBe(null)
  })

  it('is never a password, because the user name may be wrong instead', () => {
    const chosen = fields.map((field) => ({ ...field, chosen: true }))
    expect(fieldOf(failure('account.signIn', { account: 'A', status: 401 }), filled, chosen)).toBe(null)
  })

  it('is the address that cannot be reached', () => {
    const settings = { endpoint: 'https://nowhere.test/' }
    expect(fieldOf(failure('network.dns', { host: 'nowhere.test' }), { settings, secrets: [] }, tusFields)).toBe('endpoint')
    expect(fieldOf(failure('network.stalled', { host: 'nowhere.test' }), { settings, secrets: [] }, tusFields)).toBe(null)
  })
})

describe('a test that the provider answered', () => {
  const found = { message: 'Fine.', details: ['1 video.'], checks: [{ check: 'signIn', ok: true }] } as const

  it('has the report of the provider, and that the host answers', () => {
    expect(answeredTest(fields, filled, { ...found, room: { free: 3, total: 9, unit: 'minutes' } }, taken)).toEqual({
      ok: true,
      message: 'Fine.',
      details: ['1 video.'],
      checks: [{ check: 'answers', ok: true }, ...found.checks],
      failure: null,
      field: null,
      room: { free: 3, total: 9, unit: 'minutes' },
      largestFileBytes: null,
      ...taken,
    })
  })

  it('has failed when the provider reports a failure', () => {
    const problem = failure('server.noCreation', { host: 'h' })
    const test = answeredTest(tusFields, { settings: {}, secrets: [] }, { ...found, failure: problem }, taken)
    expect([test.ok, test.failure, test.field]).toEqual([false, problem, 'endpoint'])
  })
})
