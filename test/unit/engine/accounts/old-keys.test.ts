/** Keys that were entered for one place never reach another one, whatever is changed about their account and when. */
import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { movedAddress } from '../../../../src-main/contract/addresses/address-change.ts'
import { type FailureError, failure, failureFrom } from '../../../../src-main/contract/errors/errors.ts'
import type { Provider } from '../../../../src-main/engine/providers/provider.ts'
import { createProviders } from '../../../../src-main/providers.ts'
import { closeServer, listenOnLoopback } from '../../../support/loopback.ts'
import { testHttp, testTransfer } from '../../../support/provider-harness.ts'
import { startedHarness } from '../../../support/queue-harness.ts'
import { scriptedProvider } from '../../../support/scripted-provider.ts'

const wire = { http: testHttp, transfer: testTransfer, now: Date.now }
const ADDRESSES = createProviders(wire).flatMap(({ id, fields }) =>
  fields.filter(({ kind, secret }) => kind === 'url' && !secret).map((field) => ({ id, fields, name: field.name })),
)

describe('every address of every provider', () => {
  it('has a field of kind url', () => {
    expect(ADDRESSES.map(({ id, name }) => `${id} ${name}`)).toEqual([
      'cloudflare apiBase',
      'gcore apiBase',
      'mcls tusEndpoint',
      'mcls apiBase',
      'omegastream apiBase',
      'bunny apiBase',
      'vimeo apiBase',
      'tus endpoint',
    ])
  })

  it.each(ADDRESSES)(
    'of $id: $name leads elsewhere with another scheme, host or port, and not with another path',
    ({ fields, name }) => {
      const to = (address: string, from: string): string | null =>
        movedAddress(fields, { [name]: from }, { [name]: address })?.field.name ?? null
      expect(to('https://b.test/files', 'https://a.test/files')).toBe(name)
      expect(to('https://a.test:8443/files', 'https://a.test/files')).toBe(name)
      expect(to('http://a.test/files', 'https://a.test/files')).toBe(name)
      expect(to('https://a.test.b.test/files', 'https://a.test/files')).toBe(name)
      expect(to('https://a.test/other', 'https://a.test/files')).toBeNull()
      expect(to('https://a.test/files', 'http://a.test/files')).toBeNull()
    },
  )
})

const OLD = 'https://one.test/files/'
const NEW = 'https://other.test/files/'
const KEY = 'Authorization: Bearer old-key'

async function opened() {
  const harness = await startedHarness()
  const { accounts, contextFor } = harness.engine
  const save = (change: { endpoint?: string; secrets?: Record<string, string>; provider?: string }) =>
    accounts.save(
      {
        id: 'one',
        provider: change.provider ?? 'tus',
        name: 'One',
        settings: { endpoint: change.endpoint ?? OLD },
        secrets: change.secrets ?? {},
      },
      contextFor(new AbortController().signal),
    )
  await save({ secrets: { headers: KEY, endpointQuery: 'token=old-token' } })
  const stored = async () => Promise.all(['headers', 'endpointQuery'].map((name) => harness.secrets.get(`one#${name}`)))
  return { ...harness, harness, accounts, save, stored }
}

describe('an account whose address moves to another origin', () => {
  it('is refused as long as its keys are neither entered again nor removed; nothing is changed then', async () => {
    const { save, stored, accounts } = await opened()
    const problem = failureFrom(await save({ endpoint: NEW }).catch((caught: unknown) => caught))
    expect(problem).toMatchObject({ code: 'account.invalid' })
    expect(problem.params['reason']).toContain('Enter again, or remove: Headers (headers)')
    expect(problem.params['reason']).toContain('https://other.test')
    expect(accounts.find('one')?.settings['endpoint']).toBe(OLD)
    expect(await stored()).toEqual([KEY, 'token=old-token'])
  })

  it('has the keys that were entered for the new origin, and none of the old ones', async () => {
    const { save, stored } = await opened()
    await save({ endpoint: NEW, secrets: { headers: 'X-Key: new-key' } })
    expect(await stored()).toEqual(['X-Key: new-key', null])
    await save({ endpoint: OLD, secrets: { headers: '' } })
    expect(await stored()).toEqual([null, null])
  })

  it('keeps its keys when another path of the same origin is entered', async () => {
    const { save, stored } = await opened()
    await save({ endpoint: 'https://one.test/other/' })
    expect((await stored())[0]).toBe(KEY)
  })

  it('passes no new key to an attempt at the old address, and no old one to a new attempt', async () => {
    const { save, harness, accounts } = await opened()
    await harness.add(['clip.mp4'])
    const { target } = (await harness.create('clip.mp4')).job
    const before = accounts.withSecrets(accounts.find('one') ?? fail())
    await save({ endpoint: NEW, secrets: { headers: 'X-Key: new-key-0815' } })
    const asked = [OLD, `${OLD}1`, NEW].map((address) =>
      Promise.resolve(target.credentials(new URL(address))).catch((caught: FailureError) => caught.failure.code),
    )
    expect(JSON.stringify(await Promise.all(asked))).not.toContain('new-key')
    await expect(before.secret('headers')).rejects.toMatchObject({ failure: { code: 'account.moved' } })
  })

  it('leaves uploads alone whose address has the old origin: no new key goes there', async () => {
    const { save, harness } = await opened()
    const [id = ''] = await harness.add(['clip.mp4'])
    const send = await harness.create('clip.mp4', `${OLD}clip`)
    await save({ endpoint: NEW, secrets: { headers: 'X-Key: new-key-0815' } })
    send.end({ kind: 'failed', failure: failure('account.moved', { account: 'One' }) })
    await harness.clock.settle()
    await harness.engine.queue.commands.retry({ ids: [id] })
    await harness.clock.settle()
    const { target, uploadUrl } = harness.send('clip.mp4').job
    expect(uploadUrl).toBe(`${OLD}clip`)
    expect(await target.credentials(new URL(`${OLD}clip`))).toEqual({})
    expect(await target.credentials(new URL(NEW))).toEqual({ 'X-Key': 'new-key-0815' })
  })

  it('cannot change its provider: keys of one provider are no keys of another', async () => {
    const { save } = await opened()
    await expect(save({ provider: 'video' })).rejects.toThrow(/is an account of tus server/)
  })
})

describe('a test of another address than the stored one', () => {
  it('does not call the other server while stored keys are neither entered again nor removed', async () => {
    await using other = await countingServer()
    const harness = await startedHarness({ providers: [asking(async (_, secrets) => secrets)], accounts: [ASKING] })
    const { accounts, contextFor } = harness.engine
    const context = contextFor(new AbortController().signal)
    const input = { id: 'asking', provider: 'asking', name: 'Asking', settings: { endpoint: OLD }, secrets: { key: 'old-key' } }
    await accounts.save(input, context)
    const moved = { ...input, settings: { endpoint: other.origin } }
    const refused = await accounts.testEntered({ ...moved, secrets: {} }, context)
    expect(refused).toMatchObject({ ok: false, failure: { code: 'account.invalid' } })
    expect(other.keys).toEqual([])
    expect(await accounts.testEntered({ ...moved, secrets: { key: 'new-key' } }, context)).toMatchObject({ ok: true })
    expect(other.keys).toEqual(['new-key none'])
  })

  it('uses no stored key when the account moves to another address while it signs in', async () => {
    await using other = await countingServer()
    const [exchanging, signedIn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let isSlow = false
    const provider = asking(async (_, secrets) => {
      if (!isSlow) return secrets
      isSlow = false
      exchanging.resolve()
      await signedIn.promise
      return secrets
    })
    const harness = await startedHarness({ providers: [provider], accounts: [ASKING] })
    const { accounts, contextFor } = harness.engine
    const context = contextFor(new AbortController().signal)
    const input = { id: 'asking', provider: 'asking', name: 'Asking', settings: { endpoint: other.origin } }
    await accounts.save({ ...input, secrets: { key: 'first', more: 'stored' } }, context)
    isSlow = true
    const running = accounts.testEntered({ ...input, secrets: { key: 'second' } }, context)
    await exchanging.promise
    await accounts.save({ ...input, settings: { endpoint: NEW }, secrets: { key: 'third', more: 'of-the-new-address' } }, context)
    signedIn.resolve()
    expect(await running).toMatchObject({ ok: false, failure: { code: 'account.moved' } })
    expect(other.keys).toEqual([])
  })
})

describe('an address that is used once', () => {
  it('is not the account that was made for it and was moved since', async () => {
    const { engine } = await startedHarness()
    const { accounts, contextFor } = engine
    const first = await accounts.resolve({ endpoint: 'https://once.test/files/', headers: [KEY] })
    const change = { id: first.id, provider: 'tus', name: 'Mine', settings: { endpoint: NEW }, secrets: { headers: '' } }
    await accounts.save(change, contextFor(new AbortController().signal))
    for (const _again of [1, 2]) {
      const again = await accounts.resolve({ endpoint: 'https://once.test/files/', headers: [KEY] })
      expect([again.id === first.id, again.settings['endpoint']]).toEqual([false, 'https://once.test/files/'])
    }
    expect(accounts.view(first.id)?.storedSecrets).toEqual([])
    expect(accounts.list().filter(({ adHoc }) => adHoc)).toHaveLength(1)
  })
})

const ASKING = {
  id: 'asking',
  provider: 'asking',
  name: 'Asking',
  settings: {},
  defaults: { options: {}, titleTemplate: null },
  adHoc: false,
}

/** Sends both of its keys to the address of an account when that is tested. */
function asking(exchange: NonNullable<Provider['exchange']>): Provider {
  const key = { kind: 'text', secret: true, required: false, help: '' } as const
  return {
    ...scriptedProvider().provider,
    id: 'asking',
    label: 'Asking',
    fields: [
      { name: 'endpoint', label: 'Endpoint', kind: 'url', secret: false, required: true, help: '' },
      { ...key, name: 'key', label: 'Key' },
      { ...key, name: 'more', label: 'More' },
    ],
    exchange,
    async test(account) {
      const [first, more] = [await account.secret('key'), await account.secret('more')]
      await fetch(account.settings['endpoint'] ?? '', { headers: { 'x-keys': `${first ?? 'none'} ${more ?? 'none'}` } })
      return { message: 'Fine.', details: [], checks: [] }
    },
  }
}

/** Says what keys reached it. */
async function countingServer() {
  const keys: unknown[] = []
  const server = createServer((request, response) => {
    keys.push(request.headers['x-keys'])
    response.end()
  })
  const port = await listenOnLoopback(server)
  return {
    keys,
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}

function fail(): never {
  throw new Error('there is no such account')
}
