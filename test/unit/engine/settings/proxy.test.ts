import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors.ts'
import type { Engine } from '../../../../src-main/engine/engine.ts'
import { createHarness } from '../../../support/queue-harness.ts'

const refused = failure('network.proxyAuth', { proxy: 'proxy:3128' })

describe('an upload that a proxy or a certificate stopped', () => {
  it.each<[string, (engine: Engine) => Promise<unknown>]>([
    ['a new sign-in of the proxy', ({ proxySignIn }) => proxySignIn.set('name:password')],
    ['another proxy', ({ settings }) => settings.change({ proxyMode: 'none' })],
    ['another file of authorities', ({ settings }) => settings.change({ caFile: '/own.pem' })],
  ])('goes on by itself after %s, and nothing else does', async (_what, mend) => {
    const harness = createHarness()
    harness.engine.queue.start()
    const [stopped = '', other = ''] = await harness.add(['clip.mp4', 'other.mp4'])
    harness.send('clip.mp4').end({ kind: 'failed', failure: refused })
    harness.send('other.mp4').end({ kind: 'failed', failure: failure('upload.expired', { host: 'one.test' }) })
    await harness.clock.settle()
    expect(harness.view(stopped)).toMatchObject({ state: 'needs-attention', failure: refused })
    await harness.engine.settings.change({ theme: 'dark' })
    await harness.clock.settle()
    expect(harness.sending()).toEqual([])
    await mend(harness.engine)
    await harness.clock.settle()
    expect(harness.sending()).toEqual(['clip.mp4'])
    expect(harness.view(other).state).toBe('needs-attention')
  })

  it('is no business of a sign-in that cannot be used', async () => {
    const { engine } = createHarness()
    await expect(engine.proxySignIn.set('no colon')).rejects.toMatchObject({ failure: { code: 'input.invalid' } })
    expect(engine.proxySignIn.isStored()).toBe(false)
  })
})
