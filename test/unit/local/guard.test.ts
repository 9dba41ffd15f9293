import { describe, expect, it } from 'vitest'
import { isOwnHost, isOwnOrigin, isToken } from '../../../src-main/local/guard.ts'

describe('who may call the local door', () => {
  it.each([
    ['127.0.0.1:4000', true],
    ['localhost:4000', true],
    ['[::1]:4000', true],
    ['127.0.0.1:4001', false],
    ['evil.test:4000', false],
    ['127.0.0.1.evil.test:4000', false],
    ['192.168.1.5:4000', false],
    [undefined, false],
    ['not a host', false],
  ])('Host %s on loopback: %s', (host, expected) => {
    expect(isOwnHost(host, 4000, '127.0.0.1', 'studio')).toBe(expected)
  })

  it('takes addresses and this machine’s name when it listens to the network, but no other name', () => {
    const own = (host: string) => isOwnHost(host, 4000, '0.0.0.0', 'Studio')
    expect([own('192.168.1.5:4000'), own('studio:4000'), own('studio.local:4000'), own('evil.test:4000')]).toEqual([
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

  it('wants the whole token', () => {
    expect([isToken('Bearer abc', 'abc'), isToken('Bearer ab', 'abc'), isToken('abc', 'abc'), isToken(undefined, 'abc')]).toEqual(
      [true, false, false, false],
    )
  })
})
