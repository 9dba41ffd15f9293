import { describe, expect, it } from 'vitest'
import { type Failure, failure } from '../../../../src-main/contract/errors/errors.ts'
import { ENGLISH, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import { connectionFacts, defaultFacts, limitFacts } from '../../../../src-renderer/components/accounts/account-facts.ts'
import {
  accountLines,
  distinguishingParts,
  fullness,
  healthLabel,
  stoppedFirst,
} from '../../../../src-renderer/components/accounts/account-lines.ts'
import { fieldProblem, isData } from '../../../../src-renderer/composables/accounts/field-problem.ts'
import { anAccount, aTest, createFakeBridge } from '../../../support/fake-bridge.ts'

const NOON = new Date(2026, 10, 27, 12, 0).getTime()
const signIn = failure('account.signIn', { account: 'Studio', status: 401 })

async function cloudflare() {
  const fake = createFakeBridge()
  fake.settle([])
  const found = (await fake.bridge.request('accounts.providers', {})).find(({ id }) => id === 'cloudflare')
  if (!found) throw new Error('no provider')
  return found
}

describe('the row of an account', () => {
  const lines = (change: Parameters<typeof anAccount>[0], isTesting = false) =>
    accountLines(anAccount(change), { isTesting, now: NOON })

  it('has no glyph and no step for an account that works', () => {
    expect(lines({ health: { state: 'works', since: NOON - 60_000, at: NOON } })).toEqual({
      glyph: null,
      state: 'Works',
      detail: 'Since 11:59',
      isStopped: false,
      step: null,
    })
  })

  it('offers the one step that helps', () => {
    expect(lines({})).toMatchObject({
      glyph: 'queued',
      state: 'Not tested',
      detail: 'Not known to work yet',
      step: 'test',
    })
    expect(lines({ problem: signIn, health: { state: 'failed', at: NOON, reason: signIn } })).toMatchObject({
      glyph: 'needs',
      state: 'Key refused',
      detail: 'Failed at 12:00',
      isStopped: true,
      step: 'sign-in',
    })
    const yesterday = new Date(2026, 10, 26, 9, 5).getTime()
    expect(lines({ health: { state: 'failed', at: yesterday, reason: signIn } }).detail).toBe('Failed on Thursday at 09:05')
    const away = failure('network.dns', { host: 'h' })
    expect(lines({ health: { state: 'failed', at: NOON, reason: away } })).toMatchObject({
      glyph: 'waiting',
      state: 'No answer',
      isStopped: false,
      step: 'test',
    })
  })

  it('shows that a test is running', () => {
    expect(lines({}, true)).toMatchObject({ glyph: 'checking', state: 'Testing', step: null })
  })

  it('comes first when its uploads are stopped', () => {
    const list = [anAccount({ id: 'a' }), anAccount({ id: 'b' }), anAccount({ id: 'c', problem: signIn })]
    expect(stoppedFirst(list).map(({ id }) => id)).toEqual(['c', 'a', 'b'])
  })

  it('names its address without its scheme, and only hints at a secret query', async () => {
    expect(distinguishingParts(anAccount(), await cloudflare())).toEqual(['023e105f4ecef8ad9ca31a8372d0c353'])
    const own = anAccount({ settings: { accountId: '1', apiBase: 'https://eu.test/v4' } })
    expect(distinguishingParts(own, await cloudflare())).toEqual(['1', 'eu.test/v4'])
  })
})

describe('the label of an account in the sidebar', () => {
  const word = (reason: Failure) => healthLabel({ health: { state: 'failed', at: NOON, reason } })

  it('is empty for an account that works', () => {
    expect(healthLabel({ health: { state: 'works', since: 1, at: 1 } })).toBe('')
    expect(healthLabel({ health: { state: 'untested' } })).toBe('untested')
    expect(word(signIn)).toBe('sign in')
    expect(word(failure('account.quota', { account: 'A', status: 402 }))).toBe('full')
    expect(word(failure('network.dns', { host: 'h' }))).toBe('no answer')
  })

  it('is in the language of the page, whenever that changes', () => {
    useTranslator({ ...ENGLISH, translate: (message) => (message === 'sign in' ? 'anmelden' : null) })
    expect(word(signIn)).toBe('anmelden')
    useTranslator(ENGLISH)
    expect(word(signIn)).toBe('sign in')
  })
})

describe('the room of an account', () => {
  it('has a percentage only where the host reports a total', () => {
    expect(fullness({ free: 250, total: 1_000, unit: 'minutes' })).toEqual({ percent: 75, isFull: false })
    expect(fullness({ free: 0, total: 500, unit: 'bytes' })).toEqual({ percent: 100, isFull: true })
    expect([
      fullness(null),
      fullness({ free: 5, total: null, unit: 'bytes' }),
      fullness({ free: 0, total: 0, unit: 'bytes' }),
    ]).toEqual([null, null, null])
  })
})

describe('the facts of an account', () => {
  it('name its limits, those of the server before those of its documents', async () => {
    const settings = { accountLimits: { studio: 5_000_000 }, concurrency: 3 }
    const provider = { ...(await cloudflare()), accepts: ['mp4', 'mov', 'mkv', 'mxf', 'avi', 'ts'] }
    expect(limitFacts(anAccount(), provider, settings)).toEqual([
      ['Speed', '5.00 MB/s at most'],
      ['At the same time', '3, all accounts together'],
      ['Largest file', '30.0 GB'],
      ['Takes', 'MP4, MOV, MKV, MXF and 2 others'],
    ])
    const announced = anAccount({ id: 'x', lastTest: aTest({ largestFileBytes: 1_000_000 }) })
    expect(limitFacts(announced, { ...provider, accepts: null }, settings)).toEqual([
      ['Speed', 'None of its own'],
      ['At the same time', '3, all accounts together'],
      ['Largest file', '1.00 MB'],
      ['Takes', 'Any file'],
    ])
  })

  it('name the defaults of uploads by the labels of the form', async () => {
    expect(defaultFacts(anAccount(), await cloudflare())).toEqual([
      ['Title', '{folder} – {name}'],
      ['Only with signed links', 'Yes'],
    ])
    expect(defaultFacts(anAccount({ defaults: { options: {}, titleTemplate: null } }), await cloudflare())).toEqual([
      ['Title', 'Name of the file'],
    ])
  })

  it('name the settings of the connection, and of a secret only that it is stored', async () => {
    expect(connectionFacts(anAccount(), await cloudflare())).toEqual([
      ['Account id', '023e105f4ecef8ad9ca31a8372d0c353'],
      ['API token', 'Stored encrypted on this computer'],
    ])
  })
})

describe('the message beside a field', () => {
  it('is the reason alone where it is one, and nothing beside any other field', () => {
    const invalid = failure('account.invalid', { reason: 'Account id is missing.', field: 'accountId' })
    expect(fieldProblem(invalid, 'accountId', 'accountId')).toBe('Account id is missing.')
    expect(fieldProblem(invalid, 'accountId', 'apiToken')).toBe('')
    const said = failure('account.signIn', { account: 'Studio', status: 401 }, { detail: 'revoked' })
    expect(fieldProblem(said, 'apiToken', 'apiToken')).toBe('The host refuses the key. In its words: revoked')
    expect(fieldProblem(signIn, 'apiToken', 'apiToken')).toBe('The host refuses the key.')
    expect(fieldProblem(failure('network.dns', { host: 'h.test' }), 'endpoint', 'endpoint')).toContain('h.test')
    expect(fieldProblem(null, null, 'apiToken')).toBe('')
  })

  it('leaves out a response of the host that is data', () => {
    const said = failure('account.signIn', { account: 'Studio', status: 401 }, { detail: '{"errors":[{"code":10000}]}' })
    expect(fieldProblem(said, 'apiToken', 'apiToken')).toBe('The host refuses the key.')
    const data = [
      '[]',
      '["a"]',
      '[ { "a": 1 }]',
      'Try again. It says: {"error":"x"}',
      '<!doctype html>',
      '<html lang="en">',
      '</a>',
    ]
    expect(data.filter((text) => !isData(text))).toEqual([])
    expect(['token revoked', 'use at most 3 < 4 [see the manual]', 'Name {name} is taken'].filter(isData)).toEqual([])
  })
})
