import { describe, expect, it } from 'vitest'
import { createMclsProvider } from '../../../src-main/adapters/providers/mcls/provider.ts'
import type { ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import { guarded, providerAccount, providerContext, refusalOf, testHttp } from '../../support/provider-harness.ts'
import { hostForEachTest } from '../../support/simulators/for-each-test.ts'
import { type MclsSimulator, startMcls } from '../../support/simulators/mcls.ts'

const provider = guarded(createMclsProvider({ http: testHttp, now: Date.now }))

let host: MclsSimulator

hostForEachTest(startMcls, (started) => {
  host = started
})

const signIn = (settings = {}): Promise<ProviderAccount> =>
  providerAccount(provider, { ...host.account.settings, ...settings }, host.account.secrets)

/** What was asked for when streams were made. */
const created = (): unknown[] => host.api.requestsTo('POST', /streams$/).map(({ body }) => JSON.parse(body))

function expectNoSecret(value: unknown): void {
  const text = JSON.stringify(value)
  expect(host.secretTexts().filter((secret) => text.includes(secret))).toEqual([])
}

describe('a live stream', () => {
  it('is made, watched, and gives its key only when asked for it', async () => {
    const account = await signIn({ configId: 'config-7' })
    const made = await provider.live?.create(account, { title: 'Derby' }, providerContext())
    const ingest = 'rtmp://ingest.mycujoo.example/live'
    expect(made).toMatchObject({ id: 'stream-1', title: 'Derby', active: false, ingest, hasKey: true, stats: [], playlists: [] })
    expect(created()).toEqual([{ config_id: 'config-7', region: 'REGION_EUROPE_WEST', title: 'Derby', type: 'TYPE_LIVE' }])

    host.goLive('stream-1', { connection_count: 1, video_bit_rate: 6_000_000 })
    const watched = await provider.live?.get(account, 'stream-1', providerContext())
    expect(watched).toMatchObject({
      active: true,
      playlists: [{ kind: 'HLS (CDN)', url: expect.stringContaining('live.m3u8'), enabled: true }, { enabled: false }],
    })
    expect(watched?.stats).toEqual([
      { name: 'Connections', value: '1' },
      { name: 'Video bit rate', value: '6.00 Mbit/s' },
      { name: 'Connected for', value: '61 s' },
    ])
    expectNoSecret([made, watched])
    expect(host.secretTexts()).toContain(await provider.live?.key(account, 'stream-1', providerContext()))
  })

  it('has a region and a configuration of its own where they are named', async () => {
    const account = await signIn({ configId: 'config-7' })
    const wanted = { title: 'Derby', region: 'REGION_AUTODETECT', config: 'config-8' }
    await provider.live?.create(account, wanted, providerContext())
    expect(created()).toEqual([{ config_id: 'config-8', region: 'REGION_AUTODETECT', title: 'Derby', type: 'TYPE_LIVE' }])
  })

  it('is attached to an event like a video, and a refusal names the event', async () => {
    const account = await signIn()
    await provider.live?.create(account, { title: 'Derby' }, providerContext())
    await provider.live?.attach(account, 'stream-1', 'event-2', providerContext())
    expect(host.attached).toEqual([{ event: 'event-2', stream: 'stream-1' }])
    const attach = provider.live?.attach(account, 'stream-1', 'event-9', providerContext()) ?? Promise.resolve()
    expect(await refusalOf(attach)).toMatchObject({ code: 'video.notAttached', params: { event: 'event-9' } })
  })

  it('that the host does not know is named', async () => {
    const account = await signIn()
    const problem = await refusalOf(provider.live?.get(account, 'stream-9', providerContext()) ?? Promise.resolve())
    expect(problem.params['reason']).toContain('stream-9')
  })
})
