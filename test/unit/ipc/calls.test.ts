import { afterEach, describe, expect, it, vi } from 'vitest'
import { FailureError, failure } from '../../../src-main/contract/errors/errors.ts'
import { createCallLimits } from '../../../src-main/ipc/call-limits.ts'
import { createCalls } from '../../../src-main/ipc/calls.ts'
import { createDispatch, type Handlers } from '../../../src-main/ipc/dispatch.ts'
import { silentLog } from '../../support/fakes.ts'

function callsWith(handlers: Partial<Handlers>) {
  const controller = new AbortController()
  const dispatch = createDispatch({ handlers: handlers as Handlers, log: silentLog, limits: createCallLimits(async () => {}) })
  const calls = createCalls(dispatch, controller.signal)
  return { ...calls, close: () => controller.abort(new FailureError(failure('host.closing'))) }
}

const CLOSING = { ok: false, error: failure('host.closing') }

describe('calls to a host that closes', () => {
  afterEach(() => vi.useRealTimers())

  it('are refused once it closes', async () => {
    const calls = callsWith({ 'files.pick': () => ({ paths: [] }) })
    calls.close()
    expect(await calls.dispatch('files.pick', { kind: 'files' })).toEqual(CLOSING)
  })

  it('are aborted, and awaited', async () => {
    const calls = callsWith({
      'accounts.test': (_input, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('broken off')))),
    })
    const answer = calls.dispatch('accounts.test', { account: 'one' })
    calls.close()
    await calls.idle()
    expect(await answer).toEqual(CLOSING)
  })

  it('report their own progress', async () => {
    const stopped = failure('host.closing', {}, { detail: '3 files were taken before' })
    const { promise, reject } = Promise.withResolvers<never>()
    const calls = callsWith({ 'accounts.list': () => promise })
    const answer = calls.dispatch('accounts.list', {})
    calls.close()
    reject(new FailureError(stopped))
    expect(await answer).toEqual({ ok: false, error: stopped })
  })

  it('that cannot end keep nothing waiting', async () => {
    vi.useFakeTimers()
    const calls = callsWith({ 'files.list': () => new Promise(() => {}) })
    const answer = calls.dispatch('files.list', {})
    calls.close()
    await vi.advanceTimersByTimeAsync(2_000)
    await calls.idle()
    expect(await answer).toEqual(CLOSING)
  })

  it('end with their caller, too', async () => {
    const caller = new AbortController()
    const calls = callsWith({
      'accounts.test': (_input, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    })
    const answer = calls.dispatch('accounts.test', { account: 'one' }, caller.signal)
    caller.abort()
    expect(await answer).toMatchObject({ ok: false })
  })
})
