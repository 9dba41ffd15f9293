/**
 * @file An HTTP proxy in front of a real server: records every request, paces and counts the bytes on their way to it, damages a
 * part on demand, and speaks TLS without telling the server.
 */
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import type { Transform } from 'node:stream'
import { closeServer, listenOnLoopback } from '../loopback.ts'
import { pacedStream } from '../throttled-store.ts'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
  /** `null` until the server has answered. */
  status: number | null
  bodyBytes: number
}

export interface FrontOptions {
  readonly tls?: boolean
  /** Changes the `Location` of answers. */
  readonly location?: (location: string) => string
}

export type Front = Awaited<ReturnType<typeof startFront>>

const tlsFile = (name: string): Promise<string> => readFile(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8')

export async function startFront(targetPort: number, { tls = false, location = (same) => same }: FrontOptions = {}) {
  const seen: Seen[] = []
  const moments: { atBytes: number; action: () => void }[] = []
  let bytesPerSecond = Number.POSITIVE_INFINITY
  let bodyBytes = 0
  let damages = 0

  /** The bytes of a request, in the order and at the pace in which the server gets them. */
  function pass(note: Seen): Transform {
    let damage = note.method === 'PATCH' && damages > 0
    if (damage) damages -= 1
    return pacedStream(
      () => bytesPerSecond,
      (chunk) => {
        note.bodyBytes += chunk.length
        bodyBytes += chunk.length
        for (const moment of moments.filter(({ atBytes }) => atBytes <= bodyBytes)) {
          moments.splice(moments.indexOf(moment), 1)
          moment.action()
        }
        if (damage) chunk[0] = (chunk[0] ?? 0) ^ 1
        damage = false
      },
    )
  }

  function handle(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { method = '', url = '', headers } = request
    const note: Seen = { method, path: url, headers, status: null, bodyBytes: 0 }
    seen.push(note)
    const upstream = http.request({ host: '127.0.0.1', port: targetPort, method, path: url, headers, agent: false })
    upstream.on('response', (answer) => {
      note.status = answer.statusCode ?? null
      if (answer.headers.location !== undefined) answer.headers.location = location(answer.headers.location)
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.on('error', () => request.destroy())
      answer.pipe(response)
    })
    // A connection that breaks on one side is broken on the other side, too.
    upstream.on('error', () => request.socket.destroy())
    request.socket.once('close', () => upstream.destroy())
    request.on('error', () => upstream.destroy())
    request.pipe(pass(note)).pipe(upstream)
  }

  const server = tls
    ? https.createServer({ key: await tlsFile('files-key.pem'), cert: await tlsFile('files.pem') }, handle)
    : http.createServer(handle)
  server.requestTimeout = 0
  const port = await listenOnLoopback(server)

  return {
    port,
    seen,
    endpoint: `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${port}/files/`,
    requestsBy: (method: string): Seen[] => seen.filter((request) => request.method === method),
    pace(rate: number): void {
      bytesPerSecond = rate
    },
    /** Runs when this many bytes of bodies have come since the start. */
    at(atBytes: number, action: () => void): void {
      moments.push({ atBytes, action })
    },
    /** Changes a byte of the next part. */
    damagePart(): void {
      damages += 1
    },
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}
