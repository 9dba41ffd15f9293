import { expect, it, vi } from 'vitest'
import { untilAborted } from '../../../src-main/engine/until-aborted.ts'

it('returns what the work returns, and throws what it throws', async () => {
  const { signal } = new AbortController()
  expect(await untilAborted(Promise.resolve('done'), signal)).toBe('done')
  await expect(untilAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed')
})

it.each(['before', 'while'])(
  'throws the reason of a signal that aborts %s it waits; an error of the work after that is handled',
  async (when) => {
    const onUnhandled = vi.fn()
    process.on('unhandledRejection', onUnhandled)
    try {
      const controller = new AbortController()
      const work = Promise.withResolvers<never>()
      if (when === 'before') controller.abort(new Error('stopped'))
      const waiting = untilAborted(work.promise, controller.signal)
      controller.abort(new Error('stopped'))
      await expect(waiting).rejects.toThrow('stopped')
      work.reject(new Error('too late'))
      await new Promise(setImmediate)
      expect(onUnhandled).not.toHaveBeenCalled()
    } finally {
      process.off('unhandledRejection', onUnhandled)
    }
  },
)

it('throws the reason of an aborted signal also where the work has ended', async () => {
  await expect(untilAborted(Promise.resolve('done'), AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
})
