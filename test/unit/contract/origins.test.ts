import { describe, expect, it } from 'vitest'
import { isLoopback } from '../../../src-main/contract/addresses/origins.ts'

describe('a loopback address', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.5', false],
    ['127.0.0.1.evil.test', false],
    ['localhost', true],
    ['[::1]', true],
    ['a.localhost', false],
    ['localhost.evil.test', false],
    ['', false],
  ])('%s is this machine alone: %s', (address, expected) => {
    expect(isLoopback(address)).toBe(expected)
  })
})
