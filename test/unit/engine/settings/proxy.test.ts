import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { Engine } from '../../../../src-main/engine/engine.ts'
import { bindProxySignIn } from '../../../../src-main/engine/settings/proxy-sign-in.ts'
import { memorySecrets, silentLog } from '../../../support/fakes.ts'
import { createHarness } from '../../../support/queue-harness.ts'

const refused = failure('network.proxyAuth', { proxy: 'proxy:3128' })

describe('an upload that a proxy or a certificate stopped', () => {
  it.each<[string, (engine: Engine) => Promise<unknown>]>([
    ['a new sign-in of the proxy', ({ proxySignIn }) => proxySignIn.set('name:password', 'proxy:3128')],
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
    await expect(engine.proxySignIn.set('no colon', 'proxy:3128')).rejects.toMatchObject({ failure: { code: 'input.invalid' } })
    expect(engine.proxySignIn.stored()).toEqual([])
  })
})

describe('the sign-in of a proxy', () => {
  it('belongs to the scheme, host and port that it was entered for', async () => {
    const { engine } = createHarness()
    await engine.settings.change({ proxyMode: 'manual', proxyUrl: 'http://one.test:3128' })
    await engine.proxySignIn.set('name:password')
    const asked = [
      'http://one.test:3128',
      'https://one.test:3128',
      'http://one.test',
      'http://one.test:3129',
      'http://two.test:3128',
    ]
    const given = await Promise.all(asked.map((origin) => engine.proxySignIn.get(origin)))
    expect(given).toEqual(['name:password', null, null, null, null])
  })

  it('is refused without the proxy that it is for', async () => {
    const { engine } = createHarness()
    await expect(engine.proxySignIn.set('name:password')).rejects.toThrow(/say which proxy it is for/)
    expect(engine.proxySignIn.stored()).toEqual([])
  })

  it.each([
    [
      'goes to the proxy that was entered by hand',
      { proxyMode: 'manual', proxyUrl: 'http://mine.test:3128' },
      ['http://mine.test:3128'],
    ],
    ['is asked for again where others name the proxy', { proxyMode: 'system', proxyUrl: 'http://mine.test:3128' }, []],
    ['is asked for again where there is no address', { proxyMode: 'none', proxyUrl: '' }, []],
  ] as const)('that an earlier version stored for any proxy %s', async (_what, settings, origins) => {
    const secrets = memorySecrets()
    await secrets.set('proxy', 'name:password')
    await bindProxySignIn(secrets, settings, silentLog)
    expect(secrets.names()).toEqual(origins.map((origin) => `proxy:${origin}`))
    expect(await Promise.all(secrets.names().map((name) => secrets.get(name)))).toEqual(origins.map(() => 'name:password'))
  })
})
