/** @file Hosts behind proxies and balancers: what they say of themselves is not always what can be reached. */
import { describe, expect, it } from 'vitest'
import { AUTHORITY, startTlsFront, trustIn } from '../support/tls-front.ts'
import { attempt, sendOnePart, someBytes } from '../support/tus-client.ts'
import { startTusServer, type TusServer } from '../support/tus-server.ts'

const MIB = 1024 * 1024
const content = someBytes(3 * MIB)
const target = { chunkBytes: MIB, chunks: { min: MIB, max: MIB, step: 1 } }
const trust = trustIn(AUTHORITY)

/** Changes the address of new uploads, as something in front of the server would. */
function rewriting(server: TusServer, change: (location: string) => string): void {
  server.intercept((_request, response) => {
    const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => typeof response
    response.writeHead = (...all: unknown[]) => {
      const headers = all.at(-1)
      if (!Array.isArray(headers)) return writeHead(...all)
      const changed = headers.map((value: string, index) =>
        String(headers[index - 1]).toLowerCase() === 'location' ? change(value) : value,
      )
      return writeHead(...all.slice(0, -1), changed)
    }
    return false
  })
}

describe('the address of a new upload', () => {
  it.each([
    ['with the port', (port: number) => `http://localhost:${port}`],
    ['without a port', () => 'http://localhost'],
  ])('that names the same host without TLS %s is asked over TLS', async (_how, origin) => {
    await using server = await startTusServer()
    await using front = await startTlsFront(() => server.port)
    rewriting(server, (location) => location.replace(/^https?:\/\/[^/]+/, origin(front.port)))
    const endpoint = `https://localhost:${front.port}/files/`
    const { outcome, uploadUrl } = await attempt({ content, endpoint, target, trust })
    expect(outcome).toEqual({ kind: 'complete' })
    expect(uploadUrl).toMatch(`https://localhost:${front.port}/`)
    expect(await server.uploads()).toHaveLength(1)
  })

  it('that names another host without TLS is refused', async () => {
    await using server = await startTusServer()
    await using front = await startTlsFront(() => server.port)
    rewriting(server, () => 'http://127.0.0.1/files/1')
    const { outcome } = await attempt({ content, endpoint: `https://localhost:${front.port}/files/`, target, trust })
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'server.location' } })
  })

  it('may be written in UTF-8', async () => {
    await using server = await startTusServer()
    const name = Buffer.from('/höhe-é-ハ', 'utf8').toString('latin1')
    const seen: string[] = []
    server.intercept((request, response) => {
      if (request.method === 'POST') {
        response.writeHead(201, { location: `/files${name}`, 'tus-resumable': '1.0.0' }).end()
        return true
      }
      seen.push(decodeURIComponent(request.url ?? ''))
      response.writeHead(423).end()
      return true
    })
    await attempt({ content, endpoint: server.endpoint, target: { ...target, skipCapabilities: true } })
    expect(seen).toEqual(['/files/höhe-é-ハ'])
  })

  it.each([404, 410])(
    'that the host does not know a moment later (%i) is said to be that, not an upload that is gone',
    async (status) => {
      await using server = await startTusServer()
      server.answer('PATCH', status)
      const { outcome } = await attempt({ content, endpoint: server.endpoint, target })
      expect(outcome).toMatchObject({
        kind: 'failed',
        failure: { code: 'upload.unknownAtOnce', params: { status: String(status) } },
      })
    },
  )
})

describe('a question about an upload', () => {
  it('is never answered from a cache', async () => {
    await using server = await startTusServer()
    const first = await sendOnePart(server, { content, target })
    const seen: unknown[] = []
    server.intercept(({ method, headers }) => {
      if (method === 'HEAD') seen.push(headers['cache-control'])
      return false
    })
    expect((await attempt({ content, endpoint: server.endpoint, target, before: first })).outcome).toEqual({ kind: 'complete' })
    expect(seen).toEqual(['no-cache'])
  })

  it.each(['an older position', 'not found'])(
    'that is answered with %s is asked once more before the host is accused',
    async (what) => {
      await using server = await startTusServer()
      const first = await sendOnePart(server, { content, target })
      const answerWrongly = (times: number): (() => number) => {
        let asked = 0
        server.intercept((request, response) => {
          if (request.method !== 'HEAD') return false
          asked += 1
          if (asked > times) return false
          if (what === 'not found') response.writeHead(404).end()
          else response.writeHead(200, { 'upload-offset': 0, 'upload-length': content.length, 'tus-resumable': '1.0.0' }).end()
          return true
        })
        return () => asked
      }
      const always = answerWrongly(Number.POSITIVE_INFINITY)
      const accused = await attempt({ content, endpoint: server.endpoint, target, before: first })
      const code = what === 'not found' ? 'upload.expired' : 'upload.offsetBackwards'
      expect(accused.outcome).toMatchObject({ failure: { code } })
      expect(always()).toBe(2)
      const once = answerWrongly(1)
      expect((await attempt({ content, endpoint: server.endpoint, target, before: first })).outcome).toEqual({ kind: 'complete' })
      expect(once()).toBe(2)
    },
  )
})

describe('cookies of an upload host', () => {
  it('come back with every request of their upload, and with no other', async () => {
    await using server = await startTusServer()
    const seen: string[] = []
    server.intercept((request, response) => {
      seen.push(`${request.method} ${request.headers['cookie'] ?? ''}`.trim())
      if (request.method === 'POST') response.setHeader('set-cookie', ['ALB=one; Path=/; HttpOnly', 'gone=x; Max-Age=0'])
      return false
    })
    const fixed = { ...target, skipCapabilities: true }
    expect((await attempt({ content, endpoint: server.endpoint, target: fixed })).outcome).toEqual({ kind: 'complete' })
    expect(seen).toEqual(['POST', 'PATCH ALB=one', 'PATCH ALB=one', 'PATCH ALB=one'])
    seen.length = 0
    await attempt({ content, endpoint: server.endpoint, target: fixed })
    expect(seen[0]).toBe('POST')
  })
})
