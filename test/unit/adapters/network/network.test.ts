import { describe, expect, it } from 'vitest'
import { networkFailure } from '../../../../src-main/adapters/network/failure.ts'
import { createRateLimit } from '../../../../src-main/adapters/network/rate-limit.ts'

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

describe('the speed limit', () => {
  it('hands out bytes at once without a limit', async () => {
    const limit = createRateLimit(() => 0)
    const before = performance.now()
    for (let block = 0; block < 1_000; block += 1) await limit.take(1_000_000)
    expect(performance.now() - before).toBeLessThan(1_000)
  })

  it('shares the rate among all who ask, within a tenth', async () => {
    const limit = createRateLimit(() => 1_000_000)
    const before = performance.now()
    const taker = async (): Promise<void> => {
      for (let block = 0; block < 10; block += 1) await limit.take(limit.largestBlock())
    }
    await Promise.all([taker(), taker()])
    const rate = (20 * limit.largestBlock() * 1_000) / (performance.now() - before)
    expect(rate).toBeLessThan(1_100_000)
  })
})
