import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FailureError } from '../../../src-main/contract/errors/errors.ts'
import { englishOf } from '../../../src-main/contract/i18n/phrase.ts'
import type { Provider, ProviderAccount } from '../../../src-main/engine/providers/provider.ts'
import type { VideoStatus } from '../../../src-main/engine/providers/video.ts'
import { afterAnswer, isReadable } from '../../../src-main/engine/queue/jobs/polling.ts'
import { createProviders } from '../../../src-main/providers.ts'
import { ANSWERS, SCHEMA_MODULES } from '../../support/documented-answers/index.ts'
import type { ProviderName, ReadAnswer } from '../../support/documented-answers/shared.ts'
import { anUpload } from '../../support/fakes.ts'
import { guarded, providerAccount, providerContext, refOf, testHttp, testTransfer } from '../../support/provider-harness.ts'
import { changed, fieldsOf, spoiled, valueAt } from '../../support/schema-walk.ts'
import { type RestAnswer, type RestCall, type SimulatorHost, startHost } from '../../support/simulators/host.ts'

/** What holds for a while from now is the same in every answer. */
const BEGUN_AT = Date.now()

const PROVIDERS = Object.keys(SCHEMA_MODULES) as ProviderName[]

const SECRETS: Readonly<Record<ProviderName, Readonly<Record<string, string>>>> = {
  cloudflare: { apiToken: 'a-token-of-a-test' },
  gcore: { apiKey: '1234$a-token-of-a-test' },
  mcls: { password: 'a-password-of-a-test' },
  omegastream: { apiKey: 'ky_a-key-of-a-test' },
  bunny: { apiKey: 'a-key-of-a-test' },
  vimeo: { accessToken: 'a-token-of-a-test' },
}

let host: SimulatorHost
let answer: (call: RestCall) => RestAnswer = () => ({ status: 404 })

beforeAll(async () => {
  host = await startHost({ uploadPaths: [], upload: async () => {}, rest: (call) => answer(call) })
})
afterAll(() => host.stop())

const providers = new Map<string, Provider>(
  createProviders({ http: testHttp, transfer: testTransfer, now: () => BEGUN_AT }).map((one) => [one.id, guarded(one)]),
)

function settingsOf(provider: ProviderName): Record<string, string> {
  const more: Partial<Record<ProviderName, Record<string, string>>> = {
    cloudflare: { accountId: 'a1' },
    gcore: { uploadScheme: 'http' },
    mcls: { orgId: 'o1', email: 'a@club.example', tusEndpoint: `${host.origin}/files/` },
    bunny: { libraryId: '12' },
  }
  return { apiBase: host.origin, ...more[provider] }
}

async function accountOf(name: ProviderName): Promise<{ provider: Provider; account: ProviderAccount }> {
  const provider = providers.get(name)
  if (!provider) throw new Error(name)
  answer = () => ({ status: 200, json: { token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl' } })
  return { provider, account: await providerAccount(provider, settingsOf(name), SECRETS[name]) }
}

/** Answers the request with this body, and all others as the sample’s call needs. */
function serve({ request: [method, path], otherAnswers = {}, status = 200 }: ReadAnswer, body: unknown): void {
  answer = (call) => {
    const whole = `${call.path}${call.query.size > 0 ? `?${call.query}` : ''}`
    // A second page of a list is empty.
    const isLater = Number(call.query.get('page') ?? 1) > 1
    if (call.method === method && path.test(whole)) return { status, json: isLater && Array.isArray(body) ? [] : body }
    const other = Object.entries(otherAnswers)
      .toSorted(([one], [two]) => two.length - one.length)
      .find(([key]) => `${call.method} ${call.path}`.startsWith(key))?.[1]
    if (other === undefined) return { status: 404, json: {} }
    const only = Object.keys(Object(other)).join() === 'status' ? (other as RestAnswer) : null
    return only ?? { status: 200, json: other }
  }
}

interface Outcome {
  readonly value: unknown
  readonly problem: string | null
  readonly reason: string
}

/** What became of a call; an unreadable status is a failure of its own video. */
async function outcomeOf({ run }: ReadAnswer, provider: Provider, account: ProviderAccount): Promise<Outcome> {
  try {
    const value = await run(provider, account)
    const { failure } = Object(value) as Partial<VideoStatus>
    return { value, problem: failure?.code ?? null, reason: JSON.stringify(failure?.params ?? {}) }
  } catch (caught) {
    const failure = caught instanceof FailureError ? caught.failure : (caught as { failure?: FailureError['failure'] }).failure
    if (!failure) throw caught
    return { value: null, problem: failure.code, reason: JSON.stringify(failure.params) }
  }
}

describe.each(PROVIDERS)('the answers of %s', (name) => {
  const own = ANSWERS.filter(({ provider }) => provider === name)

  it('are all held against a documented sample', () => {
    const exported = SCHEMA_MODULES[name].flatMap((module) =>
      Object.entries(module).flatMap(([key, value]) => (value instanceof z.ZodType ? [[key, value] as const] : [])),
    )
    expect(exported.length).toBeGreaterThan(0)
    const missing = exported.filter(([, schema]) => !own.some((one) => one.schema === schema)).map(([key]) => key)
    expect(missing).toEqual([])
    for (const { schema, sample, root = [], title } of own) {
      const absent = fieldsOf(schema).filter((path) => valueAt(valueAt(sample, root), path) === undefined)
      expect([title, absent]).toEqual([title, []])
    }
  })

  it.each(own.map((one) => [one.title, one] as const))(
    '%s: each field missing, null or of another type',
    async (_title, read) => {
      const { provider, account } = await accountOf(name)
      const { root = [], sample, schema, needs, status = 200 } = read
      serve(read, sample)
      const whole = await outcomeOf(read, provider, account)
      expect(whole.problem).toBe(status === 200 ? null : 'server.rejected')
      let tried = 0
      for (const path of fieldsOf(schema)) {
        const field = path.join('.')
        const isNeeded = needs.includes(field)
        for (const { title, value } of spoiled(valueAt(sample, [...root, ...path]))) {
          tried += 1
          serve(read, changed(sample, [...root, ...path], value))
          const before = host.requests.length
          const outcome = await outcomeOf(read, provider, account)
          const requests = host.requests.slice(before)
          const spot = `${field}: ${title}`
          if (read.searches) {
            // Found, deleted, or a question: never a second video beside one that nobody looks after.
            const made = requests.filter(({ method }) => method === 'POST').length
            const deleted = requests.filter(({ method }) => method === 'DELETE').length
            expect([spot, made <= deleted]).toEqual([spot, true])
            expect([spot, outcome.problem]).toEqual([spot, expect.toBeOneOf([null, 'upload.orphan', 'server.answer'])])
            if (isNeeded && !isHarmless(read, field, value)) expect([spot, outcome.problem]).toEqual([spot, 'server.answer'])
          } else if (isNeeded && !isHarmless(read, field, value)) {
            expect([spot, outcome.problem]).toEqual([spot, expect.toBeOneOf(['server.answer', 'upload.expired'])])
          } else {
            expect([spot, outcome.problem]).toEqual([spot, whole.problem])
          }
        }
      }
      expect(tried).toBeGreaterThan(0)
    },
  )

  it.each(own.map((one) => [one.title, one] as const))(
    '%s: numbers as text, and fields that nobody knows',
    async (_title, read) => {
      const { provider, account } = await accountOf(name)
      const { root = [], sample, schema } = read
      serve(read, sample)
      const whole = await outcomeOf(read, provider, account)
      for (const path of fieldsOf(schema)) {
        const value = valueAt(sample, [...root, ...path])
        if (typeof value !== 'number') continue
        serve(read, changed(sample, [...root, ...path], String(value)))
        const outcome = await outcomeOf(read, provider, account)
        expect([path.join('.'), shown(outcome)]).toEqual([path.join('.'), shown(whole)])
      }
      serve(read, Array.isArray(sample) ? sample : { ...Object(sample), nobody_knows_this: { deep: [1, null] } })
      expect(shown(await outcomeOf(read, provider, account))).toEqual(shown(whole))
    },
  )
})

/** A number in place of an id names a video as well; MCLS leaves out a list that is empty. */
function isHarmless({ provider }: ReadAnswer, field: string, value: unknown): boolean {
  if (provider === 'mcls' && field === 'playlists') return value === undefined || value === null
  return /^(.*\.)?(id|uid|guid|uuid)$/.test(field) && (typeof value === 'number' || typeof value === 'string')
}

/** Without what is different every time. */
function shown({ value, problem }: Outcome): unknown {
  return [
    problem,
    JSON.parse(JSON.stringify(value ?? null, (key, inner) => (key === 'createdAt' || key === 'statsAt' ? 0 : inner))),
  ]
}

/** By provider: an answer about a video that cannot be played, in this state. Every one is in the type, so a new one has to be here. */
const IN_STATE: Readonly<Record<ProviderName, (state: string) => unknown>> = {
  cloudflare: (state) => ({ result: { uid: 'v1', readyToStream: false, status: { state, pctComplete: '' } }, success: true }),
  gcore: (status) => ({ id: 'v1', status, error: null, converted_videos: [] }),
  mcls: (state) => ({ id: 'v1', playlists: [], transcoding_state: state }),
  omegastream: (status) => ({ uuid: 'v1', status, ready_to_stream: false, ready_to_watch: false }),
  bunny: (status) => ({ guid: 'v1', status: Number(status) }),
  vimeo: (status) => ({ uri: '/videos/1', status, transcode: { status } }),
}
/** Bunny Stream counts its states, all others name them. */
const UNKNOWN_STATES = (name: ProviderName): readonly string[] =>
  name === 'bunny' ? ['9', '77', '-1'] : ['brewing', 'ready2', 'not_an_error', 'process-completed-soon', 'état']

describe.each(PROVIDERS)('a state that nobody knows, at %s', (name) => {
  it.each(UNKNOWN_STATES(name))('stays pending with the host’s word “%s”, and is asked about again', async (state) => {
    const { provider, account } = await accountOf(name)
    const body = IN_STATE[name](state)
    answer = ({ query }) => ({ status: 200, json: name === 'gcore' && query.size > 0 ? [body] : body })
    const upload = anUpload({ state: 'processing', remoteId: 'v1', sentAt: Date.now() })
    const status = (await provider.status?.(account, [refOf(upload)], providerContext()))?.get('v1')
    expect(status).toMatchObject({ state: 'pending', reason: null })
    if (!status || !isReadable(status)) throw new Error('it cannot be read')
    expect(englishOf(status.words)).toContain(state)
    const event = afterAnswer(upload, status, { now: Date.now(), random: 0, host: provider.label, unknownAfterMs: 1e9 }, null)
    expect(event.processing).toMatchObject({ state: 'pending', words: status.words })
    expect({ failure: event.failure, asksAgain: event.pollAt !== null }).toEqual({ failure: null, asksAgain: true })
  })
})

describe('a state that no answer holds', () => {
  it.each([
    ['cloudflare', { result: { uid: 'v1' }, success: true }, 'status.state'],
    ['gcore', { id: 'v1' }, 'status'],
    ['mcls', { error: 'not a stream' }, 'id'],
    ['omegastream', { uuid: 'v1' }, 'status'],
    ['bunny', { guid: 'v1' }, 'status'],
    ['vimeo', { uri: '/videos/1' }, 'status'],
  ] as const)('is told by %s with what was asked and what is missing', async (name, body, missing) => {
    const { provider, account } = await accountOf(name)
    answer = ({ query }) => ({ status: 200, json: name === 'gcore' && query.size > 0 ? [] : body })
    const ref = { remoteId: 'v1', remote: {}, sentAt: Date.now(), title: 'one' }
    const answers = await provider.status?.(account, [ref], providerContext())
    const { state, failure } = answers?.get('v1') ?? {}
    expect({ state, code: failure?.code }).toEqual({ state: 'unreadable', code: 'server.answer' })
    expect(failure?.params['asked']).toMatch(new RegExp(`^${host.origin}/.*v1$`))
    expect(failure?.params['reason']).toContain(missing)
  })
})
