import { describe, expect, it } from 'vitest'
import { withTimeLimit } from '../../../../src-main/adapters/thumbnails/limited-work.ts'

const forever = new AbortController().signal
const until = (signal: AbortSignal): Promise<void> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))

describe('work on a clip with a time limit', () => {
  it('returns its value, or throws its error', async () => {
    const common = { path: '/tmp/clip.mov', limitMs: 60_000, signal: forever }
    expect(await withTimeLimit({ ...common, work: async () => 'done' })).toBe('done')
    await expect(withTimeLimit({ ...common, work: () => Promise.reject(new Error('no')) })).rejects.toThrow('no')
  })

  it('is inconclusive when it takes too long and can be stopped', async () => {
    const work = withTimeLimit({ path: '/tmp/clip.mov', limitMs: 10, signal: forever, work: until })
    await expect(work).rejects.toMatchObject({ name: 'Inconclusive' })
  })

  it('ends with its caller', async () => {
    const controller = new AbortController()
    const work = withTimeLimit({ path: '/tmp/clip.mov', limitMs: 60_000, signal: controller.signal, work: until })
    controller.abort(new Error('the engine closes'))
    await expect(work).rejects.toThrow('the engine closes')
  })

  it('that cannot be stopped keeps other work from that drive, until it ends after all', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const common = { path: '/tmp/clip.mov', limitMs: 10, signal: forever }
    await expect(withTimeLimit({ ...common, work: () => promise })).rejects.toMatchObject({
      failure: { code: 'file.notAnswering' },
    })
    await expect(withTimeLimit({ ...common, work: async () => 'next' })).rejects.toMatchObject({
      failure: { code: 'file.notAnswering' },
    })
    resolve('late')
    await promise
    await Promise.resolve()
    expect(await withTimeLimit({ ...common, work: async () => 'next' })).toBe('next')
  })
})
