/** Whatever a host answers, and however it writes a secret that it was sent: nobody sees it. */
import { describe, expect, it } from 'vitest'
import { createBunnyProvider } from '../../../src-main/adapters/providers/bunny/provider.ts'
import { createCloudflareProvider } from '../../../src-main/adapters/providers/cloudflare/provider.ts'
import { createGcoreProvider } from '../../../src-main/adapters/providers/gcore/provider.ts'
import { createMclsProvider } from '../../../src-main/adapters/providers/mcls/provider.ts'
import { createOmegastreamProvider } from '../../../src-main/adapters/providers/omegastream/provider.ts'
import { createTusProvider } from '../../../src-main/adapters/providers/tus/provider.ts'
import { createVimeoProvider } from '../../../src-main/adapters/providers/vimeo/provider.ts'
import { failureFrom, messageOf } from '../../../src-main/contract/errors/errors.ts'
import type { Provider, ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import type { Upload } from '../../../src-main/engine/queue/upload.ts'
import { ANSWERS, startEchoHost } from '../../support/echo-host.ts'
import {
  guarded,
  prepareContext,
  providerContext,
  sendByProvider,
  testHttp,
  testTransfer,
} from '../../support/provider-harness.ts'
import { openSimulatorHarness } from '../../support/simulator-harness.ts'
import { SIMULATED_PROVIDERS } from '../../support/simulators/all.ts'
import { leaks, SPELLINGS } from '../../support/spellings.ts'

const wire = { http: testHttp, now: Date.now }
const KEY = 'k3y/with+signs="of-every.kind"&4711'
const TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw'
const LINK = 'https://cam%65ra:p4ssw0rd-of-a-link@files.test/one.mp4?X-Amz-Signature=a5e1f0c2d4b697884f&token=t0k3n-in-a-link'
const OF_LINK = ['p4ssw0rd-of-a-link', 'a5e1f0c2d4b697884f', 't0k3n-in-a-link']

interface Case {
  readonly provider: Provider
  readonly settings: (origin: string) => Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
  /** What of them is secret, where that is not all. */
  readonly texts?: readonly string[]
}

const CASES: Readonly<Record<string, Case>> = {
  cloudflare: {
    provider: createCloudflareProvider(wire),
    settings: (apiBase) => ({ apiBase, accountId: '023e105f4ecef8ad9ca31a8372d0c353', directUser: 'never' }),
    secrets: { apiToken: KEY },
  },
  gcore: { provider: createGcoreProvider(wire), settings: (apiBase) => ({ apiBase }), secrets: { apiKey: `1234$${KEY}` } },
  mcls: {
    provider: createMclsProvider(wire),
    settings: (apiBase) => ({ apiBase, orgId: 'org', email: 'a@b.example', tusEndpoint: `${apiBase}/files/` }),
    secrets: { password: TOKEN },
  },
  omegastream: { provider: createOmegastreamProvider(wire), settings: (apiBase) => ({ apiBase }), secrets: { apiKey: KEY } },
  'omegastream v1': {
    provider: createOmegastreamProvider(wire),
    settings: (apiBase) => ({ apiBase, version: 'v1' }),
    secrets: { apiKey: KEY },
  },
  bunny: {
    provider: createBunnyProvider(wire),
    settings: (apiBase) => ({ apiBase, libraryId: '4711' }),
    secrets: { apiKey: KEY },
  },
  vimeo: { provider: createVimeoProvider(wire), settings: (apiBase) => ({ apiBase }), secrets: { accessToken: KEY } },
  tus: {
    provider: createTusProvider({ transfer: testTransfer }),
    settings: (origin) => ({ endpoint: `${origin}/files/` }),
    secrets: {
      headers: `Authorization: Basic ${btoa('studio:b4sic-p4ssword')}\nX-Api-Key: ${KEY}`,
      endpointQuery: 'token=0ne-1n-the-addre55',
    },
    texts: ['b4sic-p4ssword', KEY, '0ne-1n-the-addre55'],
  },
}

/** Everything that an engine asks of a provider; what it gives away by asking joins what the host repeats. */
function* questions(
  provider: Provider,
  account: ProviderAccount,
  { origin, given }: { readonly origin: string; readonly given: Set<string> },
): Generator<() => Promise<unknown>> {
  const video = { remoteId: '42', remote: {}, sentAt: 1, title: 'One' }
  const clip = Buffer.alloc(1_000, 1)
  yield () => provider.test(account, providerContext())
  /** The address itself is kept for the engine to seal. */
  const sent = async (start: Partial<Upload> = {}): Promise<unknown> => {
    const { outcome, notes } = await sendByProvider(provider, account, clip, start)
    return { outcome, notes }
  }
  yield () => sent()
  yield () => sent({ uploadUrl: `${origin}/files/42`, remoteId: '42' })
  if (provider.status) yield async () => [...((await provider.status?.(account, [video], providerContext())) ?? [])]
  if (provider.remove) yield async () => provider.remove?.(account, video, providerContext())
  if (provider.update) yield async () => provider.update?.(account, video, { title: 'Two', options: {} }, providerContext())
  if (provider.finish) {
    const options = { eventId: 'event', privacy: 'public' }
    yield async () => provider.finish?.(account, { ...video, options }, providerContext())
  }
  if (provider.importFrom) {
    for (const secret of OF_LINK) given.add(secret)
    const job = { uploadId: 'job', url: LINK, title: 'One', options: {}, askedAt: null }
    yield async () => provider.importFrom?.(account, [job], prepareContext())
  }
  if (provider.exchange) {
    given.add('the-p4ssword-itself')
    yield async () => provider.exchange?.(account.settings, { password: 'the-p4ssword-itself' }, providerContext())
  }
  if (provider.live) {
    yield async () => provider.live?.create(account, { title: 'One' }, providerContext())
    yield async () => provider.live?.get(account, '42', providerContext())
  }
}

function groupsOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}

describe.each(Object.keys(CASES))('of %s', (name) => {
  it.each(Object.keys(ANSWERS))('are not in what becomes of %s', async (answer) => {
    const { provider: bare, settings, secrets, texts } = CASES[name] as Case
    const provider = guarded(bare)
    const given = new Set(texts ?? Object.values(secrets))
    await using host = await startEchoHost(given)
    const account = {
      id: 'a',
      name: 'Studio',
      settings: settings(host.origin),
      secret: async (field: string) => secrets[field] ?? null,
    }
    for (const spellings of groupsOf(Object.keys(SPELLINGS), 4)) {
      const spelling = spellings.join(', ')
      host.answer(ANSWERS[answer] as (typeof ANSWERS)[string], (secret) =>
        spellings.map((one) => SPELLINGS[one]?.(secret)).join(' or '),
      )
      for (const ask of questions(provider, account, { origin: host.origin, given })) {
        const said = await ask().catch((caught: unknown) => [failureFrom(caught), messageOf(failureFrom(caught))])
        const text = JSON.stringify(said ?? null)
        for (const secret of given)
          expect({ spelling, leaked: leaks(text, secret), text }).toEqual({ spelling, leaked: null, text })
      }
    }
    expect(host.requestCount()).toBeGreaterThan(10)
  })
})

describe.each(SIMULATED_PROVIDERS)('through the command line, %s', (provider) => {
  it('leaves no secret that it repeats on the screen, in the journal, the log or a receipt', async () => {
    await using harness = await openSimulatorHarness(provider)
    const { host } = harness
    await harness.account('add', host.account.secrets)
    // A password is exchanged for a token and forgotten: who does not know it cannot recognise it.
    const secrets = provider === 'mcls' ? host.secretTexts().slice(1) : Object.values(host.account.secrets)
    const words = secrets
      .flatMap((secret) =>
        Object.values(SPELLINGS)
          .slice(0, 8)
          .map((spell) => spell(secret)),
      )
      .join(' ; ')
    host.failProcessing(`cannot process ${words}`)
    // MyCujoo has no word for a failure of its processing: a playlist just never comes.
    const waiting = provider === 'mcls' ? [] : ['--wait-ready']
    await harness.clip('clip.mp4', 100_000)
    await harness.cli('--verbose', ...harness.upload('clip.mp4', ...waiting))
    const [step] = host.steps
    if (!step) throw new Error('no step')
    for (const answer of [
      { status: 401, text: words },
      { status: 200, json: { success: false, errors: [{ message: words }], message: words, error: words } },
      { status: 307, headers: { location: `https://elsewhere.test/?${encodeURIComponent(words)}` } },
    ]) {
      host[step.host].refuse(step.method, step.path, answer)
      await harness.clip(`clip ${answer.status}.mp4`, 100_000)
      await harness.cli('--verbose', ...harness.upload(`clip ${answer.status}.mp4`))
    }
    host.api.refuse('GET', /./, { status: 403, text: words })
    await harness.cli('account', 'test', 'Studio')
    await harness.cli('queue', 'list')
    await harness.cli('receipts', '--format', 'csv')
    expect(secrets.length).toBeGreaterThan(0)
    for (const secret of secrets) expect(leaks(harness.printed.join('\n'), secret)).toBeNull()
    expect(
      await harness.filesWith(secrets.flatMap((secret) => [secret, secret.slice(0, 10), encodeURIComponent(secret)])),
    ).toEqual([])
  })
})
