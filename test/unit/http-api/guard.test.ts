import { hostname } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isLoopback } from '../../../src-main/contract/addresses/origins.ts'
import { type HttpApiHarness, openHttpApiHarness } from '../../support/http-api-harness.ts'

/** What the server answers to a request for the page, which needs no key: 200, or the refusal of the guard. */
async function statusOf(api: HttpApiHarness, hosts: readonly string[], { target = '/', more = '' } = {}): Promise<number> {
  const lines = hosts.map((host) => `Host: ${host}\r\n`).join('')
  const answer = await api.raw(`GET ${target} HTTP/1.${hosts.length === 0 ? 0 : 1}\r\n${lines}${more}Connection: close\r\n\r\n`)
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
}

/** Host headers are written for port 4000; the server has another. */
const onPort = (text: string, { port }: HttpApiHarness): string => text.replaceAll('4000', String(port))

describe('a server on loopback', () => {
  let api: HttpApiHarness
  beforeAll(async () => {
    api = await openHttpApiHarness()
  })
  afterAll(() => api[Symbol.asyncDispose]())

  it.each(['127.0.0.1:4000', 'localhost:4000', 'LOCALHOST:4000', '[::1]:4000'])('answers a call to %s', async (host) => {
    expect(await statusOf(api, [onPort(host, api)])).toBe(200)
  })

  it.each([
    '127.0.0.1:1',
    '127.0.0.1',
    '127.0.0.1.:4000',
    'localhost.:4000',
    '127.1:4000',
    'evil.test:4000',
    '127.0.0.1.evil.test:4000',
    'evil@127.0.0.1:4000',
    '127.0.0.1:4000/evil',
    '127.0.0.1:4000, evil.test',
    '192.168.1.5:4000',
    `${hostname()}:4000`,
    '',
    'not a host',
  ])('refuses a call to “%s”', async (host) => {
    expect(await statusOf(api, [onPort(host, api)])).toBe(403)
  })

  it('refuses a call that names no host', async () => {
    expect(await statusOf(api, [])).toBe(403)
  })

  it.each([
    ['http://127.0.0.1:4000', 200],
    ['http://127.0.0.1:1', 403],
    ['http://localhost:4000', 403],
    ['https://127.0.0.1:4000', 403],
    ['http://evil.test', 403],
    ['null', 403],
  ])('answers a call from the page %s with %i', async (origin, status) => {
    const more = `Origin: ${onPort(origin, api)}\r\n`
    expect(await statusOf(api, [onPort('127.0.0.1:4000', api)], { more })).toBe(status)
  })

  it.each([
    ['http://127.0.0.1:4000/', 200],
    ['http://evil.test/', 403],
    ['http://127.0.0.1:4000@evil.test/', 403],
    ['http://127.0.0.1:4000.evil.test/', 403],
    ['*', 403],
  ])('answers the request line “GET %s” with %i: it must name the host of the header', async (target, status) => {
    expect(await statusOf(api, [onPort('127.0.0.1:4000', api)], { target: onPort(target, api) })).toBe(status)
  })

  it('answers no call that names two hosts', async () => {
    const own = onPort('127.0.0.1:4000', api)
    expect([403, 400]).toContain(await statusOf(api, [own, 'evil.test']))
    expect([403, 400]).toContain(await statusOf(api, [own, own]))
  })
})

describe('a server on every address', () => {
  it('answers calls to addresses and to the names of this machine, and to no other name', async () => {
    await using api = await openHttpApiHarness(() => null, { host: '0.0.0.0' })
    const names = ['127.0.0.1:4000', '192.168.1.5:4000', `${hostname()}:4000`, `${hostname().toUpperCase()}.local:4000`]
    for (const host of names) expect([host, await statusOf(api, [onPort(host, api)])]).toEqual([host, 200])
    for (const host of ['evil.test:4000', `${hostname()}.evil.test:4000`, `${hostname()}:1`]) {
      expect([host, await statusOf(api, [onPort(host, api)])]).toEqual([host, 403])
    }
  })
})

describe('an address', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.5', false],
    ['127.0.0.1.evil.test', false],
  ])('%s is only reached from this machine: %s', (address, expected) => {
    expect(isLoopback(address)).toBe(expected)
  })
})
