import { readFile } from 'node:fs/promises'
import tls from 'node:tls'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHttp } from '../../../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../../../src-main/adapters/network/rate-limit.ts'
import { readProxyAnswer, routeOf } from '../../../../src-main/adapters/network/route.ts'
import type { Routes } from '../../../../src-main/adapters/network/routes.ts'
import { createTrust } from '../../../../src-main/adapters/network/trust.ts'
import { englishOf } from '../../../../src-main/contract/i18n/phrase.ts'
import type { HttpCall } from '../../../../src-main/engine/ports/http.ts'
import { startHttpProxy } from '../../../support/http-proxy.ts'
import { tempFolder } from '../../../support/temp-folder.ts'
import { AUTHORITY, startTlsFront, trustIn } from '../../../support/tls-front.ts'
import { startTusServer } from '../../../support/tus-server.ts'

const limit = createRateLimit({ general: () => null, ofAccount: () => null })
const authority = await readFile(AUTHORITY, 'utf8')
const open: AsyncDisposable[] = []

afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]()
})

async function front() {
  const folder = await tempFolder()
  const server = await startTusServer({ directory: folder.in('stored') })
  const tls = await startTlsFront(() => server.port)
  open.push(folder, server, tls)
  return { ...tls, plain: server.endpoint }
}

async function proxy() {
  const started = await startHttpProxy()
  open.push(started)
  return started
}

/** Routes as a system names them, for every server. */
function through(answer: string) {
  const forgotten: string[] = []
  const routes: Routes = {
    to: async () => readProxyAnswer(answer).map((address) => routeOf(address, null)),
    forget: ({ host }) => void forgotten.push(host),
  }
  return { routes, forgotten }
}

const options = (url: string, change: Partial<HttpCall> = {}): HttpCall => ({
  method: 'OPTIONS',
  url,
  headers: {},
  signal: new AbortController().signal,
  timeouts: { connectMs: 5_000, stallMs: 5_000, answerMs: 5_000 },
  ...change,
})

describe('certificates', () => {
  it('of the system are trusted; it is asked once, and only when TLS is spoken', async () => {
    const { port, url, plain } = await front()
    const askSystem = vi.fn(async () => [authority])
    const http = createHttp({ limit, userAgent: 'test', trust: createTrust(() => '', askSystem) })
    await http.call(options(plain))
    expect(askSystem).not.toHaveBeenCalled()
    const local = url.replace('files.test', 'localhost')
    expect((await http.call(options(local))).status).toBeLessThan(300)
    expect((await http.call(options(local))).status).toBeLessThan(300)
    expect(askSystem).toHaveBeenCalledTimes(1)
    const stranger = createHttp({ limit, userAgent: 'test', trust: trustIn('') })
    await expect(stranger.call(options(local))).rejects.toMatchObject({
      failure: { code: 'network.tls', params: { host: `localhost:${port}` } },
    })
    http.close()
    stranger.close()
  })

  it('of this very system are read in another thread: reading them blocks for as long as the system takes', async () => {
    const readHere = vi.spyOn(tls, 'getCACertificates')
    const trusted = await createTrust(() => '').now()
    expect(trusted.problem).toBeNull()
    expect(readHere.mock.calls).toEqual([['default']])
    readHere.mockRestore()
  })

  it('of a slow system are used once they are there, and do not hold up who does not need them', async () => {
    let answer: (certificates: readonly string[]) => void = () => {}
    const trust = createTrust(
      () => '',
      () => new Promise((resolve) => (answer = resolve)),
      1,
    )
    const without = await trust.now()
    expect(englishOf(without.problem ?? '')).toContain('could not be read')
    expect(await trust.now()).toBe(without)
    answer([authority])
    await vi.waitFor(async () => expect((await trust.now()).problem).toBeNull(), 60_000)
    const { url, port } = await front()
    const http = createHttp({ limit, userAgent: 'test', trust })
    expect((await http.call(options(url.replace('files.test', 'localhost')))).status, `port ${port}`).toBeLessThan(300)
    http.close()
  })

  it('of a system that fails are reported as missing, not taken for none', async () => {
    const trust = createTrust(
      () => '',
      () => Promise.reject(new Error('locked')),
    )
    expect(englishOf((await trust.now()).problem ?? '')).toContain('could not be read')
  })

  it('of a file are read anew when the file changes, and not otherwise', async () => {
    let path = ''
    const trust = createTrust(
      () => path,
      async () => [],
    )
    const without = await trust.now()
    expect(await trust.now()).toBe(without)
    path = AUTHORITY
    const withFile = await trust.now()
    expect(withFile).not.toBe(without)
    expect(await trust.now()).toBe(withFile)
    path = '/no/such/file.pem'
    expect(englishOf((await trust.now()).problem ?? '')).toContain('/no/such/file.pem could not be used: it was not found')
  })
})

describe('several routes', () => {
  it('are tried in order, and the next only when a proxy cannot be reached', async () => {
    const { url } = await front()
    const alive = await proxy()
    const { routes, forgotten } = through(`PROXY 127.0.0.1:9; PROXY ${alive.host}`)
    const http = createHttp({ limit, userAgent: 'test', routes, trust: trustIn(AUTHORITY) })
    expect((await http.call(options(url))).status).toBeLessThan(300)
    expect(forgotten).toHaveLength(1)
    alive.answerConnect(403)
    http.dropConnections()
    await expect(http.call(options(url))).rejects.toMatchObject({ failure: { code: 'network.proxyUnusable' } })
    http.close()
  })
})

describe('a tunnel', () => {
  it('is kept for the next request', async () => {
    const { url } = await front()
    const alive = await proxy()
    const { routes } = through(`PROXY ${alive.host}`)
    const http = createHttp({ limit, userAgent: 'test', routes, trust: trustIn(AUTHORITY) })
    for (let round = 0; round < 5; round += 1) await http.call(options(url))
    expect(alive.requests).toHaveLength(1)
    http.close()
  })

  it('that is being opened is watched, and leaves no connection behind', async () => {
    const { url } = await front()
    const silent = await proxy()
    silent.answerConnect('silence')
    const { routes } = through(`PROXY ${silent.host}`)
    const http = createHttp({ limit, userAgent: 'test', routes, trust: trustIn(AUTHORITY) })
    const timeouts = { connectMs: 200, stallMs: 60_000, answerMs: 60_000 }
    await expect(http.call(options(url, { timeouts }))).rejects.toMatchObject({
      failure: { code: 'network.stalled', detail: 'no connection' },
    })
    const stop = new AbortController()
    const stopped = http.call(options(url, { signal: stop.signal }))
    await vi.waitFor(() => expect(silent.requests).toHaveLength(2), 60_000)
    stop.abort()
    await expect(stopped).rejects.toThrow()
    http.close()
    await vi.waitFor(() => expect(silent.connections).toBe(0), 60_000)
  })
})
