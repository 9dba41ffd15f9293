import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttp } from '../../../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../../../src-main/adapters/network/rate-limit.ts'
import { bodyOf } from '../../../../src-main/engine/ports/http.ts'
import { listenOnLoopback } from '../../../support/loopback.ts'

/** Answers one request on a raw connection; the body of a request has arrived by then. */
type Answer = (request: { readonly method: string; readonly socket: Socket; readonly nth: number }) => void

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function serve(answer: Answer): Promise<{ url: string; requests: string[]; connections: () => number }> {
  const requests: string[] = []
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    let text = ''
    socket.on('error', () => {})
    socket.on('data', (part) => {
      text += part.toString('latin1')
      const head = text.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (head < 0 || text.length < head + 4 + length) return
      const method = text.split(' ')[0] ?? ''
      text = ''
      requests.push(method)
      answer({ method, socket, nth: requests.length })
    })
  })
  servers.push(server)
  const port = await listenOnLoopback(server)
  return { url: `http://127.0.0.1:${port}/`, requests, connections: () => connections }
}

function client() {
  const http = createHttp({
    limit: createRateLimit({ general: () => null, ofAccount: () => null }),
    userAgent: 'test',
  })
  const call = (method: string, url: string, body?: string) =>
    http.call({
      method,
      url,
      headers: {},
      ...(body === undefined ? {} : { body: bodyOf(body) }),
      signal: new AbortController().signal,
      timeouts: { connectMs: 5_000, stallMs: 5_000, answerMs: 5_000 },
    })
  return { call, http }
}

const OK = 'HTTP/1.1 204 No Content\r\nUpload-Offset: 1\r\n\r\n'

describe('a kept connection', () => {
  it.each([0, 5, 20, 60])('that the server closes %i ms after each answer is replaced without an error', async (ms) => {
    const { url, requests } = await serve(({ socket }) => {
      socket.write(OK)
      setTimeout(() => socket.destroy(), ms)
    })
    const { call } = client()
    for (let turn = 0; turn < 12; turn += 1) {
      expect((await call('PATCH', url, 'x')).status).toBe(204)
      // The server closes while the next request is being sent, in some of the turns.
      if (turn % 2 === 0) await new Promise((resolve) => setTimeout(resolve, ms))
    }
    expect(requests).toHaveLength(12)
  })

  it('that breaks before an answer is not tried twice on a fresh connection', async () => {
    const { url, requests } = await serve(({ socket }) => socket.destroy())
    const { call } = client()
    await expect(call('PATCH', url, 'x')).rejects.toMatchObject({ failure: { code: 'network.reset' } })
    expect(requests).toHaveLength(1)
  })

  it('is not used for a request that must not arrive twice', async () => {
    const { url, connections } = await serve(({ socket }) => socket.write(OK))
    const { call, http } = client()
    for (let turn = 0; turn < 3; turn += 1) await call('PATCH', url, 'x')
    expect(connections()).toBe(1)
    await call('POST', url, '{}')
    await call('POST', url, '{}')
    expect(connections()).toBe(3)
    http.close()
  })

  it('ends with HEAD, so that a body where none may be harms nothing', async () => {
    const { url, requests } = await serve(({ method, socket }) => {
      socket.write(method === 'HEAD' ? 'HTTP/1.1 200 OK\r\nUpload-Offset: 7\r\nContent-Length: 4\r\n\r\nbody' : OK)
    })
    const { call, http } = client()
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await call('HEAD', url)).headers['upload-offset']).toBe('7')
      expect((await call('PATCH', url, 'x')).status).toBe(204)
    }
    expect(requests).toHaveLength(6)
    http.close()
  })

  it('with a body behind 204 harms neither its answer nor the next one', async () => {
    for (const late of [false, true]) {
      const { url } = await serve(({ socket }) => {
        socket.write(late ? OK : `${OK}unasked`)
        if (late) setTimeout(() => socket.writable && socket.write('unasked'), 5)
      })
      const { call, http } = client()
      for (let turn = 0; turn < 6; turn += 1) {
        expect((await call('PATCH', url, 'x')).status).toBe(204)
        await new Promise((resolve) => setTimeout(resolve, turn % 2 === 0 ? 10 : 0))
      }
      http.close()
    }
  })

  it('fails with “not HTTP” when that is what a new connection carries', async () => {
    const { url } = await serve(({ socket }) => socket.write('220 smtp.example ready\r\n'))
    const { call, http } = client()
    await expect(call('PATCH', url, 'x')).rejects.toMatchObject({ failure: { code: 'server.notTus' } })
    http.close()
  })
})
