import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createHttp } from '../../../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../../../src-main/adapters/network/rate-limit.ts'
import { activeTransfers } from '../../../support/active-transfers.ts'
import { anUpload } from '../../../support/fakes.ts'
import { listenOnLoopback } from '../../../support/loopback.ts'

const SIZE = 300_000

describe('bytes on the network', () => {
  it('are counted twice when a redirect makes a body go out twice', async () => {
    let received = 0
    const server = createServer(async (request, response) => {
      for await (const block of request) received += (block as Buffer).length
      if (request.url === '/old') response.writeHead(307, { location: '/new' }).end()
      else response.writeHead(204).end()
    })
    const port = await listenOnLoopback(server)
    const http = createHttp({ limit: createRateLimit({ general: () => null, ofAccount: () => null }), userAgent: 'test' })
    const live = activeTransfers()
    const attempt = live.begin(anUpload())
    const read = async (target: Uint8Array): Promise<number> => target.byteLength
    await http.call({
      method: 'PATCH',
      url: `http://127.0.0.1:${port}/old`,
      headers: {},
      body: { sizeBytes: SIZE, read },
      signal: new AbortController().signal,
      timeouts: { connectMs: 5_000, stallMs: 5_000, answerMs: 5_000 },
      onSent: (bytes) => live.inFlight('one', attempt, bytes),
    })
    expect([received, attempt.sentBytes, attempt.inFlightBytes]).toEqual([2 * SIZE, 2 * SIZE, SIZE])
    http.close()
    server.close()
  })
})
