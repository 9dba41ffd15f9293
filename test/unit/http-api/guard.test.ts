import { describe, expect, it } from 'vitest'
import { isLoopback, isOwnCall, isOwnHost, isOwnOrigin } from '../../../src-main/http-api/guard.ts'

const loopback = { port: 4000, address: '127.0.0.1', names: ['studio'] }

describe('who may call the HTTP API', () => {
  it.each([
    ['127.0.0.1:4000', true],
    ['localhost:4000', true],
    ['LOCALHOST:4000', true],
    ['[::1]:4000', true],
    ['127.0.0.1:4001', false],
    ['127.0.0.1', false],
    ['127.0.0.1.:4000', false],
    ['localhost.:4000', false],
    ['127.1:4000', false],
    ['evil.test:4000', false],
    ['127.0.0.1.evil.test:4000', false],
    ['evil@127.0.0.1:4000', false],
    ['127.0.0.1:4000/evil', false],
    ['127.0.0.1:4000, evil.test', false],
    ['192.168.1.5:4000', false],
    ['studio:4000', false],
    ['', false],
    [undefined, false],
    ['not a host', false],
  ])('Host %s on loopback: %s', (host, expected) => {
    expect(isOwnHost(host, loopback)).toBe(expected)
  })

  it('takes addresses and this machine’s name when it listens to the network, but no other name', () => {
    const own = (host: string) => isOwnHost(host, { port: 4000, address: '0.0.0.0', names: ['studio', 'studio.local'] })
    expect([own('192.168.1.5:4000'), own('studio:4000'), own('Studio.local:4000'), own('evil.test:4000')]).toEqual([
      true,
      true,
      true,
      false,
    ])
  })

  it('takes calls from its own page and from no other', () => {
    expect(isOwnOrigin('http://127.0.0.1:4000', '127.0.0.1:4000')).toBe(true)
    expect(isOwnOrigin(undefined, '127.0.0.1:4000')).toBe(true)
    expect(isOwnOrigin('http://127.0.0.1:5000', '127.0.0.1:4000')).toBe(false)
    expect(isOwnOrigin('null', '127.0.0.1:4000')).toBe(false)
  })

  it('accepts calls that name one host everywhere', () => {
    const call = (url: string, hosts = ['127.0.0.1:4000']) =>
      isOwnCall({ url, rawHeaders: hosts.flatMap((host) => ['Host', host]), headers: { host: hosts[0] } }, loopback)
    expect(call('/events')).toBe(true)
    expect(call('http://127.0.0.1:4000/events')).toBe(true)
    expect(call('http://evil.test/events')).toBe(false)
    expect(call('http://127.0.0.1:4000@evil.test/events')).toBe(false)
    expect(call('*')).toBe(false)
    expect(call('/events', ['127.0.0.1:4000', 'evil.test'])).toBe(false)
  })

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
