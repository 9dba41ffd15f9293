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

  it('says which host and why a certificate is not trusted', () => {
    expect(networkFailure(coded('CERT_HAS_EXPIRED'), url)).toMatchObject({
      params: { host: 'host.test:444', reason: 'it has expired' },
    })
  })

  it('looks into the errors of a name with several addresses', () => {
    expect(networkFailure(new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), url).code).toBe(
      'network.unreachable',
    )
  })
})
