import { describe, expect, it } from 'vitest'
import { isSameOrigin } from '../../../../src-main/contract/addresses/origins.ts'

describe('credentials belong to', () => {
  it.each([
    ['https://host.test/files/', 'https://host.test/other?x=1', true],
    ['https://host.test/files/', 'https://HOST.test:443/', true],
    ['https://host.test/files/', 'https://host.test:8443/files/', false],
    ['https://host.test/files/', 'http://host.test/files/', false],
    ['https://host.test/files/', 'https://sub.host.test/files/', false],
    ['https://host.test/files/', 'https://host.test.evil.example/', false],
    ['https://host.test/files/', 'https://host.test@evil.example/', false],
    ['https://host.test/files/', 'https://host.test./files/', false],
    ['http://127.0.0.1/files/', 'https://127.0.0.1/files/', true],
    ['http://127.0.0.1:1080/files/', 'https://127.0.0.1/files/', false],
    ['http://127.0.0.1:1080/files/', 'https://127.0.0.1:1080/files/', false],
    ['http://127.0.0.1:1080/files/', 'http://127.0.0.1:1081/files/', false],
    ['http://127.0.0.1:1080/files/', 'http://localhost:1080/files/', false],
  ])('%s, and whether %s has them is %s', (owner, url, has) => {
    expect(isSameOrigin(new URL(url), new URL(owner))).toBe(has)
  })
})
