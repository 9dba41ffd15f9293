import { describe, expect, it } from 'vitest'
import { proxyFromEnvironment } from '../../../../src-main/adapters/network/environment.ts'
import { isNeverProxied, readProxyAnswer, routeOf } from '../../../../src-main/adapters/network/route.ts'
import { createRoutes } from '../../../../src-main/adapters/network/routes.ts'
import { proxySignInProblem, proxyUrlProblem } from '../../../../src-main/contract/addresses/proxy.ts'
import { englishOf } from '../../../../src-main/contract/i18n/phrase.ts'

const https = new URL('https://files.example.com/files/1')
const hrefs = (addresses: readonly (URL | null)[]): (string | null)[] => addresses.map((address) => address?.href ?? null)

describe('an answer of the system', () => {
  it.each([
    ['DIRECT', [null]],
    ['', [null]],
    ['PROXY one:3128; DIRECT', ['http://one:3128/', null]],
    ['HTTPS two:443;PROXY one:80', ['https://two/', 'http://one/']],
    ['SOCKS5 three:1080; PROXY one:3128', ['http://one:3128/']],
  ])('“%s” is read', (answer, addresses) => {
    expect(hrefs(readProxyAnswer(answer))).toEqual(addresses)
  })

  it('is refused when it names only kinds of proxies that are not supported', () => {
    expect(() => readProxyAnswer('SOCKS5 three:1080')).toThrow(/SOCKS5 three:1080 cannot be used/)
    expect(() => readProxyAnswer('SOCKS5 me:s3cret@three:1080')).toThrow(/SOCKS5 …@three:1080 cannot be used/)
  })
})

describe('the environment', () => {
  it.each([
    [{ https_proxy: 'http://low:1' }, 'http://low:1/'],
    [{ HTTPS_PROXY: 'http://up:1' }, 'http://up:1/'],
    [{ https_proxy: 'http://low:1', HTTPS_PROXY: 'http://up:1' }, 'http://low:1/'],
    [{ HTTP_PROXY: 'http://plain:1' }, null],
    [{ ALL_PROXY: 'all:1' }, 'http://all:1/'],
    [{ HTTPS_PROXY: 'bare:3128' }, 'http://bare:3128/'],
    [{}, null],
  ])('%j leads to %s', (environment, proxy) => {
    expect(proxyFromEnvironment(https, environment)?.href ?? null).toBe(proxy)
  })

  it.each([
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['files.example.com:443', true],
    ['files.example.com:8443', false],
    ['other.com, files.example.com', true],
    ['ample.com', false],
    ['*', true],
    ['10.0.0.0/8', false],
  ])('NO_PROXY=%s exempts files.example.com: %s', (list, exempt) => {
    expect(proxyFromEnvironment(https, { HTTPS_PROXY: 'http://proxy:1', NO_PROXY: list }) === null).toBe(exempt)
  })

  it('exempts networks', () => {
    const environment = { HTTP_PROXY: 'http://proxy:1', no_proxy: '10.0.0.0/8 fd00::/8' }
    expect(proxyFromEnvironment(new URL('http://10.2.3.4/'), environment)).toBeNull()
    expect(proxyFromEnvironment(new URL('http://[fd00::1]/'), environment)).toBeNull()
    expect(proxyFromEnvironment(new URL('http://11.2.3.4/'), environment)).not.toBeNull()
  })

  it('is refused, without its password, when it names a kind of proxy that is not supported', () => {
    expect(() => proxyFromEnvironment(https, { ALL_PROXY: 'socks5://me:s3cret@socks:1080' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('s3cret') }),
    )
  })
})

describe('a route', () => {
  it('keeps credentials out of its address', () => {
    expect(routeOf(new URL('http://me:pass%20word@proxy:1'), 'stored:one')).toEqual({
      url: new URL('http://proxy:1'),
      authorization: `Basic ${btoa('me:pass word')}`,
    })
    expect(routeOf(new URL('http://proxy:1'), 'stored:one')?.authorization).toBe(`Basic ${btoa('stored:one')}`)
  })

  it.each(['http://127.0.0.1:1/', 'http://127.9.9.9/', 'http://[::1]/', 'http://localhost/', 'http://a.localhost/'])(
    'to %s is always direct',
    async (address) => {
      expect(isNeverProxied(new URL(address))).toBe(true)
      const { routes, asked } = someRoutes({ proxyMode: 'system', proxyUrl: '' })
      expect(await routes.to(new URL(address))).toEqual([null])
      expect(asked).toEqual([])
    },
  )

  it('is cached, requested without the path, and requested again when its proxy could not be reached', async () => {
    const { routes, asked, clock } = someRoutes({ proxyMode: 'system', proxyUrl: '' })
    await routes.to(new URL('https://host.test/files/s3cret?token=1'))
    await routes.to(new URL('https://host.test/files/other'))
    expect(asked).toEqual(['https://host.test/'])
    routes.forget(new URL('https://host.test/x'))
    await routes.to(new URL('https://host.test/'))
    clock.now += 3_600_000
    await routes.to(new URL('https://host.test/'))
    expect(asked).toHaveLength(3)
  })

  it('is direct without a proxy in the settings, and through the proxy that they name', async () => {
    expect(await someRoutes({ proxyMode: 'none', proxyUrl: 'http://mine:1' }).routes.to(https)).toEqual([null])
    const [route] = await someRoutes({ proxyMode: 'manual', proxyUrl: 'http://mine:1' }).routes.to(https)
    expect(route?.url.host).toBe('mine:1')
  })
})

describe('an entered sign-in', () => {
  it.each([
    ['http://proxy:3128', null],
    ['https://proxy.example', null],
    ['proxy', 'not an address'],
    ['socks5://proxy:1', 'must start with http'],
    ['http://me:s3cret@proxy:1', 'secure storage'],
    ['http://proxy:1/path', 'ends with the port'],
  ])('%s', (text, problem) => {
    const found = proxyUrlProblem(text)
    if (problem === null) expect(found).toBeNull()
    else expect(englishOf(found ?? '')).toContain(problem)
    expect(JSON.stringify(found)).not.toContain('s3cret')
  })

  it('is a name and a password', () => {
    expect([proxySignInProblem('me:pass:word'), proxySignInProblem('me:')]).toEqual([null, null])
    expect(englishOf(proxySignInProblem('me') ?? '')).toContain('name:password')
    expect(proxySignInProblem('me:a\r\nX: y')).not.toBeNull()
  })
})

function someRoutes(settings: { proxyMode: 'system' | 'manual' | 'none'; proxyUrl: string }) {
  const asked: string[] = []
  const clock = { now: 0 }
  const routes = createRoutes({
    settings: () => settings,
    signIn: async () => null,
    async system(url) {
      asked.push(url.href)
      return [new URL('http://system:1')]
    },
    now: () => clock.now,
  })
  return { routes, asked, clock }
}
