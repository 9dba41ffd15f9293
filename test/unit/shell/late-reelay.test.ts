import { describe, expect, it } from 'vitest'
import type { Reelay } from '../../../src-main/host.ts'
import { createLateReelay } from '../../../src-main/shell/late-reelay.ts'
import { silentLog } from '../../support/fakes.ts'

function aReelay() {
  const said: string[] = []
  const reelay = {
    dispatch: async (channel: string) => ({ ok: true, value: channel }),
    log: { ...silentLog, child: (area: string) => ({ ...silentLog, warn: (text: string) => said.push(`${area}: ${text}`) }) },
    isHeldUp: () => true,
    close: async () => void said.push('closed'),
  } as unknown as Reelay
  return { said, reelay }
}

describe('the engine, for a window that is there before it', () => {
  it('answers calls that were made before it was open', async () => {
    const late = createLateReelay(() => silentLog)
    const call = late.dispatch('queue.page', {})
    late.opened(aReelay().reelay)
    expect(await call).toEqual({ ok: true, value: 'queue.page' })
    expect(await late.dispatch('settings.get', {})).toEqual({ ok: true, value: 'settings.get' })
  })

  it('writes what was logged before there was a log, in order, with its area', () => {
    const late = createLateReelay(() => silentLog)
    const log = late.log.child('desktop')
    log.warn('one')
    log.warn('two')
    const { said, reelay } = aReelay()
    late.opened(reelay)
    log.warn('three')
    expect(said).toEqual(['desktop: one', 'desktop: two', 'desktop: three'])
  })

  it('that never opens leaves what was logged in the file of the log, and what is logged after that', () => {
    const { said, reelay } = aReelay()
    const late = createLateReelay(() => reelay.log)
    const log = late.log.child('desktop')
    log.warn('one')
    expect(said).toEqual([])
    late.gaveUp()
    log.warn('two')
    late.gaveUp()
    expect(said).toEqual(['desktop: one', 'desktop: two'])
  })

  it('is closed when the app is quit while it opens, and there is nothing to close when it did not open', async () => {
    const late = createLateReelay(() => silentLog)
    const closing = late.close()
    const { said, reelay } = aReelay()
    late.opened(reelay)
    await closing
    expect(said).toEqual(['closed'])
    const without = createLateReelay(() => silentLog)
    without.gaveUp()
    await without.close()
    expect(without.isHeldUp()).toBe(false)
  })
})
