/** Credentials go to the scheme, host and port that they were entered for, wherever a host says that uploads are. */
import http from 'node:http'
import { describe, expect, it } from 'vitest'
import { createBunnyProvider } from '../../src-main/adapters/providers/bunny/provider.ts'
import { createCloudflareProvider } from '../../src-main/adapters/providers/cloudflare/provider.ts'
import { createMclsProvider } from '../../src-main/adapters/providers/mcls/provider.ts'
import { createOmegastreamProvider } from '../../src-main/adapters/providers/omegastream/provider.ts'
import { createTusProvider } from '../../src-main/adapters/providers/tus/provider.ts'
import { failureFrom } from '../../src-main/contract/errors/errors.ts'
import type { Provider } from '../../src-main/engine/providers/provider.ts'
import { closeServer, listenOnLoopback } from '../support/loopback.ts'
import { failureIn, guarded, providerContext, sendByProvider, testHttp, testTransfer } from '../support/provider-harness.ts'

const wire = { http: testHttp, now: Date.now }
const SECRET = 'a-key-of-the-account-4711'

/** Another program of the same machine: the same name, another port. */
async function neighbour() {
  const got: http.IncomingHttpHeaders[] = []
  const server = http.createServer((request, response) => {
    got.push(request.headers)
    request.resume()
    response.writeHead(401).end('who is there?')
  })
  const port = await listenOnLoopback(server)
  return {
    got,
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}

/** Makes whatever is asked for, and says that its uploads are somewhere else. */
async function ownHost(location: string, status: number) {
  const got: http.IncomingHttpHeaders[] = []
  const server = http.createServer((request, response) => {
    got.push(request.headers)
    request.resume()
    if (request.headers['tus-resumable'] !== undefined || request.method === 'OPTIONS') {
      response.writeHead(request.method === 'OPTIONS' ? 404 : status, { location }).end()
      return
    }
    const video = { id: 's1', guid: 'g1', uuid: 'u1', status: 0, title: 'one', created_at: new Date().toISOString() }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(request.url?.includes('/library/') ? video : { ...video, status: 'ready-to-upload' }))
  })
  const port = await listenOnLoopback(server)
  return {
    got,
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}

const PROVIDERS: Readonly<Record<string, { provider: Provider; settings: (origin: string) => Record<string, string> }>> = {
  tus: {
    provider: createTusProvider({ transfer: testTransfer }),
    settings: (origin) => ({ endpoint: `${origin}/files/` }),
  },
  mcls: {
    provider: createMclsProvider(wire),
    settings: (origin) => ({
      ...{ apiBase: origin, orgId: 'o', email: 'a@b.example', tusEndpoint: `${origin}/files/` },
      tokenAtUploadHost: 'always',
    }),
  },
  bunny: { provider: createBunnyProvider(wire), settings: (apiBase) => ({ apiBase, libraryId: '1' }) },
  cloudflare: {
    provider: createCloudflareProvider(wire),
    settings: (apiBase) => ({ apiBase, accountId: 'a', directUser: 'always' }),
  },
  'cloudflare without direct_user': {
    provider: createCloudflareProvider(wire),
    settings: (apiBase) => ({ apiBase, accountId: 'a', directUser: 'never' }),
  },
  omegastream: { provider: createOmegastreamProvider(wire), settings: (apiBase) => ({ apiBase }) },
  'omegastream v1': { provider: createOmegastreamProvider(wire), settings: (apiBase) => ({ apiBase, version: 'v1' }) },
}

const secretOf = (field: string): string | null => {
  if (field === 'endpointQuery') return null
  return field === 'headers' ? `Authorization: Bearer ${SECRET}\nX-Api-Key: ${SECRET}` : SECRET
}

describe.each(Object.keys(PROVIDERS))('the credentials of %s', (name) => {
  const { provider, settings } = PROVIDERS[name] as (typeof PROVIDERS)[string]

  it.each([201, 307])('do not go to another port of the same name that a %s leads to', async (status) => {
    await using other = await neighbour()
    await using host = await ownHost(`${other.origin}/files/1`, status)
    const account = { id: 'a', name: 'Studio', settings: settings(host.origin), secret: async (field: string) => secretOf(field) }
    const end = await sendByProvider(guarded(provider), account, Buffer.alloc(1_000)).catch(failureFrom)
    expect('outcome' in end ? failureIn(end.outcome).code : end.code).toMatch(/^(account|network|server|upload)\./)
    expect(JSON.stringify(host.got)).toMatch(/a-key-of-the-account|signature/)
    expect(JSON.stringify(other.got)).not.toMatch(/a-key-of-the-account|signature|authorization/i)
  })

  it('do not go to another port of the same name that is stored as an upload address', async () => {
    await using other = await neighbour()
    await using host = await ownHost(`${other.origin}/files/1`, 201)
    const account = { id: 'a', name: 'Studio', settings: settings(host.origin), secret: async (field: string) => secretOf(field) }
    const uploadUrl = `${other.origin}/files/1`
    const { outcome } = await sendByProvider(guarded(provider), account, Buffer.alloc(1_000), { uploadUrl, remoteId: 'v' })
    expect(outcome.kind).toBe('failed')
    const access = guarded(provider).access(account, providerContext(), { remoteId: 'v', remote: {} })
    expect(await testTransfer.terminate(uploadUrl, access, providerContext().signal).catch(() => 'refused')).toBe('refused')
    expect(other.got.length).toBeGreaterThan(0)
    expect(JSON.stringify(other.got)).not.toMatch(/a-key-of-the-account|signature|authorization/i)
  })
})

it('a tus server that refuses at another address than the endpoint is told apart from a wrong key', async () => {
  await using other = await neighbour()
  await using host = await ownHost(`${other.origin}/files/1`, 201)
  const { provider, settings } = PROVIDERS['tus'] as (typeof PROVIDERS)[string]
  const account = { id: 'a', name: 'Studio', settings: settings(host.origin), secret: async (field: string) => secretOf(field) }
  const { outcome } = await sendByProvider(guarded(provider), account, Buffer.alloc(1_000))
  expect(failureIn(outcome).detail).toContain(`${other.origin} is another place than ${host.origin}`)
})
