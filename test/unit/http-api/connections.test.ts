import { createServer } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { maxIdleFor, watchConnections } from '../../../src-main/http-api/connections.ts'
import { type HttpApiHarness, openHttpApiHarness, rawCall } from '../../support/http-api-harness.ts'
import { listenOnLoopback } from '../../support/loopback.ts'

/** Opens a connection, sends the beginning of something, and answers a promise of its end. */
async function begin({ port }: Pick<HttpApiHarness, 'port'>, text: string): Promise<{ closed: Promise<void> }> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.write(text)
  socket.resume()
  return { closed }
}

function call({ raw, port, token }: HttpApiHarness, channel: string): Promise<string> {
  const head = `POST /rpc/${channel} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n`
  return raw(`${head}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`)
}

const MANY = 500

describe.concurrent('connections', () => {
  it.each([
    ['nothing', () => ''],
    ['half a head', () => 'POST /rpc/app.info HTTP/1.1\r\nHost: 127'],
    [
      'half a body',
      ({ port }: HttpApiHarness) =>
        `POST /session HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    ],
  ])('that send %s keep nobody out, however many there are', async (_what, text) => {
    await using harness = await openHttpApiHarness()
    for (let number = 0; number < MANY; number += 1) await begin(harness, text(harness))
    for (let number = 0; number < 50; number += 1) expect(await call(harness, 'app.info')).toContain('{"ok":true')
  })

  it('that are never more than half a call are let go', async () => {
    await using harness = await openHttpApiHarness()
    const half = await Promise.all(Array.from({ length: 50 }, () => begin(harness, 'POST /rpc/app.info HTTP/1.1\r\nHo')))
    await Promise.all(half.map(({ closed }) => closed))
    expect(await call(harness, 'app.info')).toContain('{"ok":true')
  })

  it('on which a call is worked on stay open, however long it takes', async () => {
    const begun = Promise.withResolvers<void>()
    const work = Promise.withResolvers<void>()
    await using harness = await openHttpApiHarness(() => {
      begun.resolve()
      return work.promise
    })
    const answer = call(harness, 'queue.add')
    await begun.promise
    // Long after everything that is only half there is gone, the call is still answered.
    const late = []
    for (let number = 0; number < MANY; number += 1) late.push(await begin(harness, 'GET / HT'))
    await Promise.all(late.map(({ closed }) => closed))
    work.resolve()
    expect(await answer).toContain('{"ok":true')
  })

  it('that wait longest make room for new ones when there are too many', async () => {
    const server = createServer((_request, response) => response.end('answered'))
    const connections = watchConnections(server, 3)
    server.on('request', ({ socket }, response) => response.once('close', connections.markBusy(socket)))
    const port = await listenOnLoopback(server)
    const begun = []
    for (let number = 0; number < 5; number += 1) begun.push(await begin({ port }, 'GET / HT'))
    await Promise.all(begun.slice(0, 2).map(({ closed }) => closed))
    expect(await rawCall(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toContain('answered')
    server.closeAllConnections()
    server.close()
  })

  it('that end take their calls with them', async () => {
    const begun = Promise.withResolvers<AbortSignal>()
    const given = Promise.withResolvers<void>()
    await using harness = await openHttpApiHarness((_channel, _input, signal) => {
      signal.addEventListener('abort', () => given.resolve())
      begun.resolve(signal)
      return given.promise
    })
    const caller = new AbortController()
    const headers = { authorization: `Bearer ${harness.token}`, 'content-type': 'application/json' }
    const call = fetch(`${harness.api.address}/rpc/files.list`, { method: 'POST', headers, body: '{}', signal: caller.signal })
    expect((await begun.promise).aborted).toBe(false)
    caller.abort()
    await expect(call).rejects.toThrow()
    await given.promise
  })

  it('leave the files alone that everything else needs', () => {
    const most = [40, 256, 1_024, Number.POSITIVE_INFINITY].map(maxIdleFor)
    expect(most).toEqual([4, 112, 496, 2_048])
  })
})
