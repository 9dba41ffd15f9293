import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../../../src-main/contract/channels.ts'
import { FailureError, failure, helpOf } from '../../../src-main/contract/errors/errors.ts'
import { createTranslator } from '../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../src-main/contract/i18n/i18n.ts'
import { createCallLimits } from '../../../src-main/ipc/call-limits.ts'
import { createDispatch, type Handlers } from '../../../src-main/ipc/dispatch.ts'
import { silentLog } from '../../support/fakes.ts'

function dispatchWith(handlers: Partial<Handlers>) {
  return createDispatch({ handlers: handlers as Handlers, log: silentLog, limits: createCallLimits(turn) })
}

describe('a call that could not be stored because another program has a file', () => {
  /** Fails once like that; answers how often it was carried out. */
  async function timesOf(channel: Channel, input: object): Promise<number> {
    let times = 0
    const handle = () => {
      times += 1
      if (times === 1) throw new FailureError(failure('store.busy', { path: '/data/accounts.json' }))
      return null
    }
    const answer = await dispatchWith({ [channel]: handle })(channel, input)
    expect(answer.ok).toBe(times > 1)
    return times
  }

  it('is carried out again where nothing was made by it', async () => {
    const add = { paths: ['/a'], destination: { default: true } }
    expect(await timesOf('settings.change', { concurrency: 2 })).toBe(2)
    expect(await timesOf('queue.add', { ...add, batchId: crypto.randomUUID() })).toBe(2)
  })

  it('is not retried where it may have created something at a provider, or counted', async () => {
    const add = { paths: ['/a'], destination: { default: true } }
    expect(await timesOf('queue.add', add)).toBe(1)
    expect(await timesOf('live.create', { account: 'one', title: 'a stream' })).toBe(1)
    expect(await timesOf('queue.pause', { filter: {} })).toBe(1)
  })
})

describe('dispatch', () => {
  it('passes parsed input to the handler of the channel', async () => {
    const dispatch = dispatchWith({ 'files.pick': ({ kind }) => ({ paths: [kind] }) })
    expect(await dispatch('files.pick', { kind: 'files' })).toEqual({ ok: true, value: { paths: ['files'] } })
  })

  it('refuses channels that do not exist, also those that every object has', async () => {
    for (const name of ['queue.explode', 'toString', '__proto__']) {
      expect(await dispatchWith({})(name, {})).toMatchObject({ ok: false, error: { code: 'input.invalid' } })
    }
  })

  it('says what is wrong in words that can be said in any language, also where the schema has none of its own', async () => {
    const german = createTranslator('de', {
      'A day is written as 2026-11-26.': 'Ein Tag wird als 2026-11-26 geschrieben.',
      'must be at most {max}': 'darf höchstens {max} sein',
      'not known here: {keys}': 'hier nicht bekannt: {keys}',
      missing: 'fehlt',
    })
    const said = async (channel: string, input: unknown): Promise<readonly string[]> => {
      const answer = await dispatchWith({})(channel, input)
      if (answer.ok) throw new Error('it was taken')
      useTranslator(german)
      const text = helpOf(answer.error)
      useTranslator(ENGLISH)
      return [helpOf(answer.error), text]
    }
    expect(await said('activity.days', { from: 'today' })).toEqual([
      'from: A day is written as 2026-11-26.',
      'from: Ein Tag wird als 2026-11-26 geschrieben.',
    ])
    expect(await said('activity.days', {})).toEqual(['from: missing', 'from: fehlt'])
    expect(await said('history.page', { limit: 2_000, x: 1 })).toEqual([
      'limit: must be at most 1,000; input: not known here: x',
      'limit: darf höchstens 1.000 sein; input: hier nicht bekannt: x',
    ])
    expect((await said('history.page', { search: 5, result: 'lost', limit: 'many', offset: -1 }))[0]).toBe(
      'search: must be a text; result: must be one of: sent, failed, cancelled; offset: must be at least 0; limit: must be a number',
    )
    expect((await said('history.page', { ['k'.repeat(5_000)]: 1 }))[0]?.length).toBeLessThan(400)
  })

  it('refuses invalid input, naming the field', async () => {
    const answer = await dispatchWith({})('files.pick', { kind: 'everything' })
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'input.invalid', params: { reason: expect.stringContaining('kind') } },
    })
  })

  it('reports the first few issues, however many there are and however long', async () => {
    const dispatch = dispatchWith({})
    const many = await dispatch('queue.move', { ids: Array.from({ length: 9_000 }, () => 1), to: 'top' })
    const long = await dispatch('queue.get', { id: 'a', ['x'.repeat(90_000)]: 1 })
    const unknown = await dispatch('x'.repeat(90_000), {})
    for (const answer of [many, long, unknown]) expect(JSON.stringify(answer).length).toBeLessThan(2_000)
    expect(JSON.stringify(many)).toMatch(/ids\.0: .*ids\.4: .*and 8995 more/)
  })

  it('answers failures as values and bugs without their insides', async () => {
    const dispatch = dispatchWith({
      'accounts.list': () => {
        throw new FailureError(failure('account.unknown', { name: 'x' }))
      },
      'settings.get': () => Promise.reject(new TypeError('oops')),
    })
    expect(await dispatch('accounts.list', {})).toEqual({ ok: false, error: failure('account.unknown', { name: 'x' }) })
    expect(await dispatch('settings.get', {})).toEqual({ ok: false, error: failure('internal.bug', { reason: 'oops' }) })
  })
})
