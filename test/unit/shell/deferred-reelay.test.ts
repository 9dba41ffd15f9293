import { describe, expect, it } from 'vitest'
import type { Reelay } from '../../../src-main/host.ts'
import { createDeferredReelay } from '../../../src-main/shell/lifecycle/deferred-reelay.ts'
import { silentLog } from '../../support/fakes.ts'

function aReelay() {
  const written: string[] = []
  const reelay = {
    dispatch: async (channel: string) => ({ ok: true, value: channel }),
    log: { ...silentLog, child: (area: string) => ({ ...silentLog, warn: (text: string) => written.push(`${area}: ${text}`) }) },
    hasBlockedThread: () => true,
    close: async () => void written.push('closed'),
  } as unknown as Reelay
  return { written, reelay }
}

describe('the engine, for a window that is there before it', () => {
  it('answers calls that were made before it was open', async () => {
    const deferred = createDeferredReelay(() => silentLog)
    const call = deferred.dispatch('queue.page', {})
    deferred.resolve(aReelay().reelay)
    expect(await call).toEqual({ ok: true, value: 'queue.page' })
    expect(await deferred.dispatch('settings.get', {})).toEqual({ ok: true, value: 'settings.get' })
  })

  it('writes what was logged before there was a log, in order, with its area', () => {
    const deferred = createDeferredReelay(() => silentLog)
    const log = deferred.log.child('desktop')
    log.warn('one')
    log.warn('two')
    const { written, reelay } = aReelay()
    deferred.resolve(reelay)
    log.warn('three')
    expect(written).toEqual(['desktop: one', 'desktop: two', 'desktop: three'])
  })

  it('that never opens leaves what was logged in the file of the log, and what is logged after that', () => {
    const { written, reelay } = aReelay()
    const deferred = createDeferredReelay(() => reelay.log)
    const log = deferred.log.child('desktop')
    log.warn('one')
    expect(written).toEqual([])
    deferred.abandon()
    log.warn('two')
    deferred.abandon()
    expect(written).toEqual(['desktop: one', 'desktop: two'])
  })

  it('is closed when the app is quit while it opens, and there is nothing to close when it did not open', async () => {
    const deferred = createDeferredReelay(() => silentLog)
    const closing = deferred.close()
    const { written, reelay } = aReelay()
    deferred.resolve(reelay)
    await closing
    expect(written).toEqual(['closed'])
    const without = createDeferredReelay(() => silentLog)
    without.abandon()
    await without.close()
    expect(without.hasBlockedThread()).toBe(false)
  })
})
