import { describe, expect, it } from 'vitest'
import { networkFailure } from '../../../../src-main/adapters/network/failure.ts'

const url = new URL('https://host.test:444/files/')
const coded = (code: string, message = code) => Object.assign(new Error(message), { code })

describe('errors of the network', () => {
  it.each([
    ['ENOTFOUND', 'network.dns'],
    ['EAI_AGAIN', 'network.dns'],
    ['ECONNREFUSED', 'network.unreachable'],
    ['ENETUNREACH', 'network.unreachable'],
    ['ECONNRESET', 'network.reset'],
    ['EPIPE', 'network.reset'],
    ['CERT_HAS_EXPIRED', 'network.tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'network.tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'network.tls'],
    ['HPE_INVALID_CONSTANT', 'server.notTus'],
  ])('%s is %s', (code, expected) => {
    expect(networkFailure(coded(code), url).code).toBe(expected)
  })

  it('names the permission of macOS for the local network where it may be missing, and nowhere else', () => {
    const codeOf = (address: string, platform: NodeJS.Platform, code = 'EHOSTUNREACH') =>
      networkFailure(Object.assign(coded(code), { address, syscall: 'connect' }), url, null, platform).code
    for (const address of ['192.168.1.20', '10.0.0.2', '172.31.0.1', '169.254.9.9', 'fe80::1', 'fd00::2'])
      expect(codeOf(address, 'darwin'), address).toBe('network.localDenied')
    for (const address of ['203.0.113.5', '172.32.0.1', '2001:db8::1', ''])
      expect(codeOf(address, 'darwin'), address).toBe('network.unreachable')
    expect(codeOf('192.168.1.20', 'linux')).toBe('network.unreachable')
    expect(codeOf('192.168.1.20', 'darwin', 'ECONNREFUSED')).toBe('network.unreachable')
  })

  it('names the host and the reason why a certificate is not trusted', () => {
    expect(networkFailure(coded('CERT_HAS_EXPIRED'), url)).toMatchObject({
      params: { host: 'host.test:444', reason: 'it has expired' },
    })
  })

  it('reads the errors of a name with several addresses', () => {
    expect(networkFailure(new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), url).code).toBe(
      'network.unreachable',
    )
  })

  it.each([
    ['no connection to it', { code: 'ECONNREFUSED', syscall: 'connect' }, 'network.proxy'],
    ['no answer of the resolver about its name', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, 'network.proxy'],
    ['an unknown name', { code: 'ENOTFOUND' }, 'network.proxy'],
    ['a certificate of it that is not trusted', { code: 'CERT_HAS_EXPIRED', syscall: 'connect' }, 'network.tls'],
    ['an end of the open connection', { code: 'ECONNRESET', syscall: 'read' }, 'network.reset'],
    ['a time-out of the open connection', { code: 'ETIMEDOUT', syscall: 'write' }, 'network.reset'],
  ])('through a proxy: %s', (_case, error, expected) => {
    const via = { url: new URL('http://proxy.test:3128'), authorization: null }
    const problem = networkFailure(Object.assign(new Error(error.code), error), url, via)
    const named = { 'network.proxy': { proxy: 'proxy.test:3128' }, 'network.tls': { host: 'proxy.test:3128' } }[expected]
    expect(problem).toMatchObject({ code: expected, params: named ?? { host: 'host.test:444' } })
  })
})
