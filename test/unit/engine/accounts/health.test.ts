import { describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { startedHarness } from '../../../support/queue-harness.ts'

async function opened() {
  const harness = await startedHarness()
  const { accounts, contextFor } = harness.engine
  return {
    ...harness,
    harness,
    health: (id: string) => accounts.list().find((account) => account.id === id)?.health,
    test: (id: string) => accounts.test(id, contextFor(new AbortController().signal)),
  }
}

describe('the health of an account', () => {
  it('is untested before the first call to its provider', async () => {
    const { health } = await opened()
    expect([health('one'), health('film')]).toEqual([{ state: 'untested' }, { state: 'untested' }])
  })

  it('is good after a test or an upload, and failed after a failed test or a refusal, with the reason', async () => {
    const { harness, health, test, host, engine } = await opened()
    await test('film')
    expect(health('film')).toMatchObject({ state: 'works' })
    const refusal = failure('server.error', { host: 'film.test', status: 500 })
    host.provider.test = () => Promise.reject(new FailureError(refusal))
    await test('film')
    expect(health('film')).toMatchObject({ state: 'failed', reason: refusal })
    await harness.add(['one.mp4'])
    await harness.create('one.mp4')
    expect(health('one')).toMatchObject({ state: 'works' })
    const signIn = failure('account.signIn', { account: 'Server one', status: 401 })
    engine.accounts.noteProblem('one', signIn)
    expect(health('one')).toMatchObject({ state: 'failed', reason: signIn })
  })

  it('works since the first success after a failure, and has the time of the last one to the minute', async () => {
    const { clock, health, test, engine } = await opened()
    await test('film')
    const since = clock.now()
    await clock.advance(30_000)
    engine.accounts.noteSuccess('film')
    expect(health('film')).toEqual({ state: 'works', since, at: since })
    await clock.advance(40_000)
    engine.accounts.noteSuccess('film')
    expect(health('film')).toEqual({ state: 'works', since, at: since + 70_000 })
    engine.accounts.noteProblem('film', failure('account.quota', { account: 'Film', status: 402 }))
    await clock.advance(1_000)
    engine.accounts.noteSuccess('film')
    expect(health('film')).toEqual({ state: 'works', since: since + 71_000, at: since + 71_000 })
  })

  it('is a problem only where the host refuses the account: other failures end by themselves', async () => {
    const { test, host, engine } = await opened()
    const problem = () => engine.accounts.view('film')?.problem
    host.provider.test = () => Promise.reject(new FailureError(failure('network.dns', { host: 'film.test' })))
    await test('film')
    expect(problem()).toBe(null)
    host.provider.test = () => Promise.reject(new FailureError(failure('account.signIn', { account: 'Film', status: 401 })))
    await test('film')
    expect(problem()).toMatchObject({ code: 'account.signIn' })
    host.provider.test = async () => ({ message: 'Fine.', details: [], checks: [] })
    await test('film')
    expect(problem()).toBe(null)
  })

  it('keeps a refusal when something else fails after it, until the account is accepted', async () => {
    const { test, host, engine } = await opened()
    const problem = () => engine.accounts.view('film')?.problem
    engine.accounts.noteProblem('film', failure('account.signIn', { account: 'Film', status: 401 }))
    host.provider.test = () => Promise.reject(new FailureError(failure('network.dns', { host: 'film.test' })))
    expect(await test('film')).toMatchObject({ failure: { code: 'network.dns' } })
    expect(engine.accounts.view('film')?.lastTest).toMatchObject({ failure: { code: 'network.dns' } })
    expect(problem()).toMatchObject({ code: 'account.signIn' })
    host.provider.test = () => Promise.reject(new FailureError(failure('account.quota', { account: 'Film', status: 402 })))
    await test('film')
    expect(problem()).toMatchObject({ code: 'account.quota' })
    engine.accounts.noteSuccess('film')
    expect(problem()).toBe(null)
  })

  it('stays failed after a test that began before the last failure', async () => {
    const { clock, test, health, host, engine } = await opened()
    const answer = Promise.withResolvers<void>()
    host.provider.test = async () => {
      await answer.promise
      return { message: 'Fine.', details: [], checks: [] }
    }
    const running = test('film')
    await clock.advance(1_000)
    engine.accounts.noteProblem('film', failure('account.signIn', { account: 'Film', status: 401 }))
    await clock.advance(1_000)
    answer.resolve()
    expect(await running).toMatchObject({ ok: true, tookMs: 2_000 })
    expect(health('film')).toMatchObject({ state: 'failed', reason: { code: 'account.signIn' } })
  })

  it('is untested after a change of the account, and stays after a change of its name', async () => {
    const { health, test, engine } = await opened()
    const context = engine.contextFor(new AbortController().signal)
    const settings = { ...engine.accounts.view('film')?.settings }
    await engine.accounts.save({ id: 'film', provider: 'video', name: 'Film', settings, secrets: { key: 'k' } }, context)
    await test('film')
    await engine.accounts.save({ id: 'film', provider: 'video', name: 'Films', settings, secrets: {} }, context)
    expect(health('film')).toMatchObject({ state: 'works' })
    await engine.accounts.save({ id: 'film', provider: 'video', name: 'Films', settings, secrets: { key: 'other' } }, context)
    expect(health('film')).toEqual({ state: 'untested' })
    expect(engine.accounts.view('film')?.lastTest).toBe(null)
  })

  it('is stored a second later, and when the engine ends', async () => {
    const { clock, test, engine, accountsFile } = await opened()
    await test('film')
    expect(accountsFile.read().seen).toEqual({})
    await clock.advance(1_000)
    expect(accountsFile.read().seen).toMatchObject({ film: { health: { state: 'works' }, lastTest: { ok: true } } })
    engine.accounts.noteProblem('one', failure('account.signIn', { account: 'Server one', status: 401 }))
    await engine.close()
    expect(accountsFile.read().seen).toMatchObject({ one: { health: { state: 'failed' } } })
  })
})

describe('a test of input', () => {
  const entered = (secrets: Record<string, string>, id?: string) =>
    ({ provider: 'video', name: '', settings: { place: 'here' }, secrets, ...(id === undefined ? {} : { id }) }) as const

  it('uses the input, stores nothing and publishes nothing', async () => {
    const { host, engine } = await opened()
    const before = engine.accounts.list()
    let used: unknown[] = []
    host.provider.test = async (account) => {
      used = [account.name, account.settings, await account.secret('key')]
      return { message: 'Fine.', details: [], checks: [{ check: 'signIn', ok: true }] }
    }
    const context = engine.contextFor(new AbortController().signal)
    expect(await engine.accounts.testEntered(entered({ key: 'new' }), context)).toMatchObject({
      ok: true,
      checks: [
        { check: 'answers', ok: true },
        { check: 'signIn', ok: true },
      ],
      failure: null,
      field: null,
    })
    expect(used).toEqual(['Video host', { place: 'here' }, 'new'])
    expect(engine.accounts.list()).toEqual(before)
  })

  it('uses the stored key unless one was entered, and none where it is to be removed', async () => {
    const { host, engine } = await opened()
    const context = engine.contextFor(new AbortController().signal)
    await engine.accounts.save({ id: 'film', provider: 'video', name: 'Film', settings: {}, secrets: { key: 'stored' } }, context)
    const used: unknown[] = []
    host.provider.test = async (account) => {
      used.push(await account.secret('key'))
      return { message: 'Fine.', details: [], checks: [] }
    }
    for (const secrets of [{}, { key: 'other' }, { key: '' }] as Record<string, string>[])
      await engine.accounts.testEntered(entered(secrets, 'film'), context)
    expect(used).toEqual(['stored', 'other', null])
  })

  it('stops no upload when the entered key is refused, and names its field', async () => {
    const { harness, host, engine, health } = await opened()
    const context = engine.contextFor(new AbortController().signal)
    await engine.accounts.save({ id: 'film', provider: 'video', name: 'Film', settings: {}, secrets: { key: 'good' } }, context)
    await harness.add(['one.mp4'], 'film')
    host.provider.test = (account) =>
      Promise.reject(new FailureError(failure('account.signIn', { account: account.name, status: 401 })))
    const test = await engine.accounts.testEntered(entered({ key: 'wrong' }, 'film'), context)
    expect(test).toMatchObject({ ok: false, failure: { code: 'account.signIn' }, field: 'key' })
    expect(test.checks.at(-1)).toEqual({ check: 'signIn', ok: false })
    expect(harness.states()['one.mp4']).toBe('preparing')
    expect(health('film')).not.toMatchObject({ state: 'failed' })
  })

  it('counts when exactly this input is saved next, and not when other input is', async () => {
    const { engine } = await opened()
    const context = engine.contextFor(new AbortController().signal)
    await engine.accounts.testEntered(entered({ key: 'new' }), context)
    const other = await engine.accounts.save({ ...entered({ key: 'another' }), name: 'Other' }, context)
    expect(other.health).toEqual({ state: 'untested' })
    const late = await engine.accounts.save({ ...entered({ key: 'new' }), name: 'Late' }, context)
    expect(late.health).toEqual({ state: 'untested' })
    await engine.accounts.testEntered(entered({ key: 'new' }), context)
    const same = await engine.accounts.save({ ...entered({ key: 'new' }), name: 'Same' }, context)
    expect(same).toMatchObject({ health: { state: 'works' }, lastTest: { ok: true } })
  })

  it('does not count after another key was stored, even for the same input', async () => {
    const { engine } = await opened()
    const context = engine.contextFor(new AbortController().signal)
    const save = (settings: Record<string, string>, secrets: Record<string, string>) =>
      engine.accounts.save({ id: 'film', provider: 'video', name: 'Film', settings, secrets }, context)
    await save({}, { key: 'good' })
    await engine.accounts.testEntered(entered({}, 'film'), context)
    await save({}, { key: 'wrong' })
    expect(await save({ place: 'here' }, {})).toMatchObject({ health: { state: 'untested' }, lastTest: null })
  })

  it('does not count when another key was stored while it ran', async () => {
    const { engine, host } = await opened()
    const context = engine.contextFor(new AbortController().signal)
    const save = (settings: Record<string, string>, secrets: Record<string, string>) =>
      engine.accounts.save({ id: 'film', provider: 'video', name: 'Film', settings, secrets }, context)
    await save({}, { key: 'good' })
    const answer = Promise.withResolvers<void>()
    host.provider.test = async () => {
      await answer.promise
      return { message: 'Fine.', details: [], checks: [] }
    }
    const running = engine.accounts.testEntered(entered({}, 'film'), context)
    await save({}, { key: 'wrong' })
    answer.resolve()
    expect(await running).toMatchObject({ ok: true })
    expect(await save({ place: 'here' }, {})).toMatchObject({ health: { state: 'untested' } })
  })

  it('does not count after the account failed', async () => {
    const { engine } = await opened()
    const context = engine.contextFor(new AbortController().signal)
    await engine.accounts.save({ id: 'film', provider: 'video', name: 'Film', settings: {}, secrets: { key: 'k' } }, context)
    await engine.accounts.testEntered(entered({}, 'film'), context)
    engine.accounts.noteProblem('film', failure('account.signIn', { account: 'Film', status: 401 }))
    const saved = await engine.accounts.save({ ...entered({}, 'film'), name: 'Film' }, context)
    expect(saved).toMatchObject({ health: { state: 'untested' }, lastTest: null })
  })
})

describe('the time that is left', () => {
  it('does not count what waits for something', async () => {
    const { harness, engine } = await opened()
    await harness.add(['one.mp4'])
    await harness.add(['two.mp4'], 'two')
    const send = await harness.create('one.mp4')
    const other = await harness.create('two.mp4')
    other.end({ kind: 'failed', failure: failure('server.busy', { host: 'two.test', status: 429 }, { retryAfterMs: 600_000 }) })
    await harness.clock.settle()
    const half = send.job.source.sizeBytes / 2
    for (let part = 1; part <= 4; part += 1) {
      await harness.clock.advance(1_000)
      send.job.onInFlight((half * part) / 4)
    }
    const { summary } = engine.queue.page({ group: 'all', search: '' }, 0, 1)
    expect(harness.states()).toMatchObject({ 'one.mp4': 'uploading', 'two.mp4': 'waiting' })
    expect(summary.openBytes).toBe(2 * send.job.source.sizeBytes)
    expect((summary.secondsLeft ?? 0) * summary.bytesPerSecond).toBeCloseTo(half, 0)
  })
})
