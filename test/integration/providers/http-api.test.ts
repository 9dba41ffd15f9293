import { describe, expect, it } from 'vitest'
import { type CHANNELS, EVENTS } from '../../../src-main/contract/channels.ts'
import type { Input } from '../../../src-main/contract/requests.ts'
import { createRemoteClient } from '../../../src-main/http-api/client.ts'
import { openSimulatorHarness } from '../../support/simulator-harness.ts'
import { SIMULATED_PROVIDERS } from '../../support/simulators/all.ts'

/** What an interface asks for without changing anything. */
const QUESTIONS = {
  'app.info': {},
  'queue.page': { filter: {}, offset: 0, limit: 100 },
  'receipts.list': {},
  'accounts.providers': {},
  'accounts.list': {},
  'settings.get': {},
} as const satisfies { [C in (typeof CHANNELS)[number]]?: Input<C> }

describe.each(SIMULATED_PROVIDERS)('%s', (provider) => {
  it('shows an interface everything but its secrets', async () => {
    await using harness = await openSimulatorHarness(provider)
    await harness.clip('clip.mp4', 3_000_000)
    await using serving = harness.start('serve')
    await serving.waitFor(({ type }) => type === 'serving')
    const client = createRemoteClient(harness.dataDir)
    const heard: unknown[] = []
    const unsubscribe = await client.subscribe(
      EVENTS,
      (_event, payload) => heard.push(payload),
      () => {},
    )
    const { settings, secrets } = harness.host.account
    heard.push(
      await client.request('accounts.save', { provider, name: 'Studio', settings: { ...settings }, secrets: { ...secrets } }),
    )
    heard.push(await client.request('accounts.test', { account: 'Studio' }))
    const outcome = await client.request('queue.add', {
      paths: [harness.in('clips', 'clip.mp4')],
      destination: { account: 'Studio' },
    })
    const [id = ''] = outcome.added
    await expect.poll(async () => (await client.request('queue.get', { id })).upload.state).toBe('done')
    heard.push(await client.request('queue.get', { id }))
    for (const [channel, input] of Object.entries(QUESTIONS))
      heard.push(await client.request(channel as 'queue.page', input as Input<'queue.page'>))
    unsubscribe()
    const reported = JSON.stringify(heard)
    expect(reported).toContain('clip.mp4')
    const secretTexts = [...harness.host.secretTexts(), ...Object.values(secrets)].filter((text) => text.length > 3)
    expect(secretTexts.filter((text) => reported.includes(text))).toEqual([])
  })
})
