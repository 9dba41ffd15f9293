import http from 'node:http'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createHttp } from '../../../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../../../src-main/adapters/network/rate-limit.ts'
import { FailureError } from '../../../../src-main/contract/errors/errors.ts'
import type { HttpCall } from '../../../../src-main/engine/ports/http.ts'
import { listenOnLoopback } from '../../../support/loopback.ts'

const MEBIBYTE = 1024 * 1024

async function hostWith(answer: http.RequestListener) {
  const sockets: Socket[] = []
  const server = http.createServer(answer)
  server.on('connection', (socket) => sockets.push(socket))
  const port = await listenOnLoopback(server)
  const client = createHttp({ limit: createRateLimit({ general: () => null, ofAccount: () => null }), userAgent: 'test' })
  return {
    sockets,
    ask: (method: string, more: { answerMs?: number; maxBytes?: number; isHeadEnough?: HttpCall['isHeadEnough'] } = {}) =>
      client.call({
        method,
        url: `http://127.0.0.1:${port}/`,
        headers: {},
        signal: new AbortController().signal,
        timeouts: { connectMs: 5_000, stallMs: 5_000, answerMs: more.answerMs ?? 5_000 },
        ...(more.isHeadEnough ? { isHeadEnough: more.isHeadEnough } : {}),
        ...(more.maxBytes === undefined ? {} : { maxBytes: more.maxBytes }),
      }),
    async [Symbol.asyncDispose]() {
      client.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Writes as fast as the other side reads, for ever. */
function pour(response: http.ServerResponse): void {
  const block = Buffer.alloc(64 * 1024, 'x')
  const more = (): void => {
    while (!response.destroyed && response.write(block));
  }
  response.on('drain', more)
  more()
}

describe('an answer without an end', () => {
  it.each(['GET', 'PATCH', 'POST', 'DELETE'])('to %s is read to the bound, and its connection dropped', async (method) => {
    await using host = await hostWith((request, response) => {
      request.resume()
      response.writeHead(200, { 'upload-offset': '1' })
      pour(response)
    })
    const answer = await host.ask(method)
    expect({ status: answer.status, bytes: answer.body.length }).toEqual({ status: 200, bytes: 64 * 1024 })
    await expect.poll(() => host.sockets.map(({ destroyed }) => destroyed)).toEqual([true])
    // The socket buffers of the system, far less than could have been sent meanwhile.
    expect(host.sockets[0]?.bytesWritten).toBeLessThan(16 * MEBIBYTE)
  })

  it('ends by the time-out of answers when it comes byte by byte', async () => {
    await using host = await hostWith((_request, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const caught = await host.ask('GET', { answerMs: 300 }).catch((error: unknown) => error)
    expect((caught as FailureError).failure).toMatchObject({ code: 'network.stalled', detail: 'the answer stopped' })
    await expect.poll(() => host.sockets.map(({ destroyed }) => destroyed)).toEqual([true])
  })

  it.each([
    ['promises a close, and none comes', {}],
    ['counts more than it sends', { 'content-length': '100' }],
    ['has no last piece', { 'transfer-encoding': 'chunked' }],
  ])('is its head, where that is enough, when it %s', async (_how, framing) => {
    await using host = await hostWith((_request, response) => {
      response.shouldKeepAlive = false
      response.useChunkedEncodingByDefault = false
      response.writeHead(201, { location: '/files/1', ...framing }).write('made')
    })
    const answer = await host.ask('POST', { answerMs: 300, isHeadEnough: () => false })
    expect(answer).toMatchObject({ status: 201, headers: { location: '/files/1' }, body: 'made' })
    await expect.poll(() => host.sockets.map(({ destroyed }) => destroyed)).toEqual([true])
    await expect(host.ask('POST', { answerMs: 300 })).rejects.toMatchObject({ failure: { code: 'network.stalled' } })
  })

  it('is its head, where that is enough, when it breaks off', async () => {
    await using host = await hostWith((request, response) => {
      response.writeHead(201, { location: '/files/1', 'content-length': '100' }).write('ma')
      setTimeout(() => request.socket.destroy(), 50)
    })
    expect(await host.ask('POST', { isHeadEnough: () => false })).toMatchObject({ status: 201, body: 'ma' })
    await expect(host.ask('POST')).rejects.toMatchObject({ failure: { code: 'network.reset' } })
  })

  it('does not come on after what has no body: the next call gets its own answer', async () => {
    let asked = 0
    await using host = await hostWith((request, response) => {
      asked += 1
      if (request.method !== 'HEAD') return response.end('the second')
      response.writeHead(200, { 'upload-offset': '0' }).end()
      return request.socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison')
    })
    expect((await host.ask('HEAD')).body).toBe('')
    const next = await host.ask('GET').catch((error: unknown) => error)
    if (!(next instanceof FailureError)) expect((next as { body: string }).body).toBe('the second')
    expect(asked).toBeGreaterThan(0)
  })
})

describe('an answer that is whole', () => {
  it('keeps its connection for the next one', async () => {
    await using host = await hostWith((_request, response) => response.end('x'.repeat(1_000)))
    await host.ask('GET')
    await host.ask('GET')
    expect(host.sockets).toHaveLength(1)
  })

  it('is not unpacked: a little of it could stand for a great deal', async () => {
    await using host = await hostWith((request, response) => {
      expect(request.headers['accept-encoding']).toBeUndefined()
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50 * MEBIBYTE)))
    })
    expect((await host.ask('GET')).body).toBe('')
  })
})

describe('an answer whose head is enough', () => {
  const isHeadEnough: HttpCall['isHeadEnough'] = ({ headers }) => headers['upload-offset'] !== undefined

  it.each(['pours', 'trickles', 'stops'])('is not held up by a body that %s, and what is left of it is not read', async (how) => {
    await using host = await hostWith((request, response) => {
      request.resume()
      response.writeHead(200, { 'upload-offset': '1' }).flushHeaders()
      if (how === 'pours') return pour(response)
      if (how === 'stops') return
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const asked = performance.now()
    const answer = await host.ask('PATCH', { isHeadEnough, answerMs: 60_000 })
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: '' })
    // Less than the ten seconds after which a body is given up.
    expect(performance.now() - asked).toBeLessThan(9_000)
    await expect.poll(() => host.sockets.map(({ destroyed }) => destroyed)).toEqual([true])
    expect(host.sockets[0]?.bytesWritten).toBeLessThan(16 * MEBIBYTE)
  })

  it('keeps its connection when its body is short', async () => {
    await using host = await hostWith((request, response) => {
      request.resume()
      response.writeHead(200, { 'upload-offset': '1' }).end('thank you')
    })
    for (let time = 0; time < 3; time += 1) {
      await host.ask('PATCH', { isHeadEnough })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(host.sockets).toHaveLength(1)
  })

  it('of a refusal it has what came in time, not a network that stopped', async () => {
    await using host = await hostWith((request, response) => {
      request.resume()
      response.writeHead(403).write('not you ')
      const timer = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const answer = await host.ask('PATCH', { isHeadEnough, answerMs: 500 })
    expect(answer).toMatchObject({ status: 403, body: expect.stringMatching(/^not you \.*$/) })
    await expect.poll(() => host.sockets.map(({ destroyed }) => destroyed)).toEqual([true])
  })
})
