import { describe, expect, it } from 'vitest'
import { CHANNELS } from '../../../src-main/contract/channels.ts'
import { type HttpApiHarness, openHttpApiHarness } from '../../support/http-api-harness.ts'

/** The only things that anybody may have: files of the interface, the proof, and the exchange of a code. */
const FOR_ANYBODY = /^(GET|HEAD) (\/|\/index\.html|\/assets\/app\.js)$|^POST \/(proof|session)$/

/** One address in ten ways, of which routers and their guards have each taken some for the same and some for another. */
const SPELLINGS: Readonly<Record<string, (path: string, port: number) => string>> = {
  plain: (path) => path,
  'one letter in percent': (path) => path.replace(/[a-z]/, percent),
  'every letter in percent': (path) => path.replace(/[a-z.]/g, percent),
  'with the host before it': (path, port) => `http://127.0.0.1:${port}${path}`,
  'with the host and percent': (path, port) => `http://127.0.0.1:${port}${path.replace(/[a-z]/, percent)}`,
  'with two slashes': (path) => `/${path}`,
  'with a slash behind it': (path) => `${path}/`,
  'in capitals': (path) => path.toUpperCase(),
  'with a parameter': (path) => `${path};x=1?names=queue.changed`,
  'by way of another folder': (path) => `/assets/..${path}`,
  'with a dot behind it': (path) => `${path}.`,
  'with a null byte': (path) => `${path}%00`,
  'not to be decoded': (path) => `${path}%zz`,
}

function percent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16)}`
}

function request(harness: HttpApiHarness, method: string, target: string, key: string | null, more = ''): string {
  const body = method === 'POST' ? '{}' : ''
  const sign = key === null ? '' : `Authorization: Bearer ${key}\r\n`
  const head = `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1:${harness.port}\r\n${sign}${more}Connection: close\r\n`
  return `${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4)
const isForAnybody = (route: string): boolean => FOR_ANYBODY.test(route)

describe('every route of the HTTP API', () => {
  it('is one of the few that are for anybody, or wants a key', async () => {
    await using harness = await openHttpApiHarness()
    const { routes } = harness.api
    expect(routes.filter(isForAnybody).sort()).toEqual([
      'GET /',
      'GET /assets/app.js',
      'GET /index.html',
      'HEAD /',
      'HEAD /assets/app.js',
      'HEAD /index.html',
      'POST /proof',
      'POST /session',
    ])
    expect(routes).toEqual(expect.arrayContaining(['GET /events', ...CHANNELS.map((channel) => `POST /rpc/${channel}`)]))
  })

  it.each(Object.entries(SPELLINGS))('asked for %s answers nobody without the key', async (_how, spell) => {
    await using harness = await openHttpApiHarness()
    const guarded = [
      ...harness.api.routes.filter((route) => !isForAnybody(route)),
      'GET /nothing',
      'POST /rpc/nothing',
      'GET /rpc/',
    ]
    const wrong = harness.token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    for (const route of guarded) {
      const [, path = ''] = route.split(' ')
      for (const method of ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'PROPFIND']) {
        const target = spell(path, harness.port)
        for (const key of [null, wrong]) {
          const answer = await harness.raw(request(harness, method, target, key))
          // What is not there is told in the same words as what is.
          expect([`${method} ${target}`, statusOf(answer)]).toEqual([`${method} ${target}`, 401])
          if (method !== 'HEAD') expect(bodyOf(answer)).toBe('{"ok":false,"error":{"code":"host.untrusted","params":{}}}')
        }
      }
    }
    expect(harness.called).toEqual([])
  })

  it('answers with the key, under its own name', async () => {
    await using harness = await openHttpApiHarness()
    const others = ['POST /new-token', 'GET /media/:ticket']
    for (const route of harness.api.routes.filter((one) => !isForAnybody(one) && !others.includes(one))) {
      const [method = '', path = ''] = route.split(' ')
      expect([route, statusOf(await harness.raw(request(harness, method, path, harness.token)))]).toEqual([route, 200])
    }
    expect(harness.called).toEqual([...CHANNELS])
    expect(statusOf(await harness.raw(request(harness, 'POST', '/rpc/nothing', harness.token)))).toBe(404)
  })

  it('answers the bytes of a clip to who has a ticket, with or without the key', async () => {
    const media = {
      thumbnail: async () => ({ status: 404, headers: {}, body: null }) as const,
      media: async (ticket: string) =>
        ticket === 'good' ? ({ status: 200, headers: {}, body: new Uint8Array(3) } as const) : null,
      endTickets() {},
    }
    await using harness = await openHttpApiHarness(() => null, { media })
    for (const key of [null, harness.token]) {
      expect(statusOf(await harness.raw(request(harness, 'GET', '/media/good', key)))).toBe(200)
      expect(statusOf(await harness.raw(request(harness, 'GET', '/media/bad', key)))).toBe(401)
    }
    expect(statusOf(await harness.raw(request(harness, 'GET', '/thumbnails/good', null)))).toBe(401)
    expect(statusOf(await harness.raw(request(harness, 'GET', '/thumbnails/good', harness.token)))).toBe(404)
  })

  it('answers pages to anybody, and no file that is not one of them', async () => {
    await using harness = await openHttpApiHarness()
    expect(bodyOf(await harness.raw(request(harness, 'GET', '/', null)))).toBe('<p>The interface</p>')
    expect(bodyOf(await harness.raw(request(harness, 'GET', '/assets/app.js', null)))).toBe('// the interface')
    for (const path of ['/door.json', '/../data/door.json', '/assets/..%2f..%2fdata%2fdoor.json', '/assets/', '/assets/%00']) {
      expect([path, statusOf(await harness.raw(request(harness, 'GET', path, null)))]).toEqual([path, 401])
    }
  })

  it.each([
    ['a page from elsewhere', 'Origin: http://evil.test\r\n'],
    ['a sandboxed page', 'Origin: null\r\n'],
    ['one that names another host as well', 'Host: evil.test\r\n'],
  ])('refuses %s, whatever it asks for and whatever key it shows', async (_who, header) => {
    await using harness = await openHttpApiHarness()
    for (const route of harness.api.routes) {
      const [method = '', path = ''] = route.split(' ')
      const answer = await harness.raw(request(harness, method, path, harness.token, header))
      // Two hosts are no HTTP at all.
      expect([403, 400]).toContain(statusOf(answer))
    }
    expect(harness.called).toEqual([])
  })

  it.each([
    ['nothing', ''],
    ['a longer token', 'Authorization: Bearer TOKENx\r\n'],
    ['a shorter token', 'Authorization: Bearer TOKE\r\n'],
    ['the token without its scheme', 'Authorization: TOKEN\r\n'],
    ['another scheme', 'Authorization: Basic TOKEN\r\n'],
    ['the token in a cookie', 'Cookie: token=TOKEN\r\n'],
  ])('wants the whole token as a bearer, not %s', async (_what, header) => {
    await using harness = await openHttpApiHarness()
    const sign = header.replace('TOKEN', harness.token).replace('TOKE\r', `${harness.token.slice(0, -1)}\r`)
    expect(statusOf(await harness.raw(request(harness, 'GET', '/events', null, sign)))).toBe(401)
    expect(statusOf(await harness.raw(request(harness, 'GET', `/events?token=${harness.token}`, null, sign)))).toBe(401)
  })

  it('refuses a name that was made to point here', async () => {
    await using harness = await openHttpApiHarness()
    const rebound = request(harness, 'GET', '/', harness.token).replace(/Host: .*/, `Host: evil.test:${harness.port}`)
    expect(statusOf(await harness.raw(rebound))).toBe(403)
  })
})

describe('a call that brings too much or the wrong thing', () => {
  const MEBIBYTE = 1024 * 1024

  it.each([
    ['brackets without an end', 'queue.add', '['.repeat(31 * MEBIBYTE), 400],
    ['brackets within its paths', 'queue.add', `{"paths":${'['.repeat(15 * MEBIBYTE)}${']'.repeat(15 * MEBIBYTE)}}`, 400],
    ['numbers by the million', 'queue.add', `{"paths":[${'1,'.repeat(15 * MEBIBYTE)}1]}`, 400],
    ['more than any call', 'queue.add', ' '.repeat(33 * MEBIBYTE), 413],
    ['as much as only lists of paths have', 'app.info', ' '.repeat(2 * MEBIBYTE), 413],
    ['half of it', 'app.info', '{"a":', 400],
  ])('as %s is told so, while others are answered', async (_what, channel, body, status) => {
    await using harness = await openHttpApiHarness()
    const { origin } = new URL(harness.api.address)
    const headers = { authorization: `Bearer ${harness.token}`, 'content-type': 'application/json' }
    const [bad, ...others] = await Promise.all([
      fetch(`${origin}/rpc/${channel}`, { method: 'POST', headers, body }),
      ...Array.from({ length: 20 }, () => fetch(`${origin}/rpc/app.info`, { method: 'POST', headers, body: '{}' })),
    ])
    expect(bad.status).toBe(status)
    expect(await bad.json()).toMatchObject({ ok: false, error: { code: 'input.invalid' } })
    expect(new Set(others.map((other) => other.status))).toEqual(new Set([200]))
    expect(harness.called).not.toContain('queue.add')
  })

  it('as another kind of text is refused: pages from elsewhere may send such without asking', async () => {
    await using harness = await openHttpApiHarness()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const headers = { authorization: `Bearer ${harness.token}`, 'content-type': type }
      const answer = await fetch(`${harness.api.address}/rpc/app.info`, { method: 'POST', headers, body: '{}' })
      expect([type, answer.status]).toEqual([type, 415])
    }
    expect(harness.called).toEqual([])
  })
})
