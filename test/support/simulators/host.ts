/**
 * @file The base of every simulator: a real HTTP server that records each request, answers in JSON, can refuse, and can do its
 * work without answering, as when the client is killed in between.
 */
import http from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { closeServer, listenOnLoopback } from '../loopback.ts'

export interface RecordedRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
  /** Announced length of the body. */
  readonly bodyBytes: number
  /** JSON bodies as text; bodies of uploads are not kept. */
  body: string
  status: number
}

export interface RestCall {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: http.IncomingHttpHeaders
  /** The parsed JSON body, or `null`. */
  readonly json: unknown
}

export interface RestAnswer {
  readonly status: number
  readonly json?: unknown
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface HostOptions {
  /** Requests whose path begins with one of these, or fits, go to `upload`, body unread; all others to `rest`. */
  readonly uploadPaths: readonly (string | RegExp)[]
  readonly upload: (request: http.IncomingMessage, response: http.ServerResponse) => Promise<void>
  readonly rest: (call: RestCall) => Promise<RestAnswer> | RestAnswer
  readonly address?: '127.0.0.1' | '::1'
}

type Match = (request: { readonly method: string; readonly path: string }) => boolean

export type SimulatorHost = Awaited<ReturnType<typeof startHost>>

export async function startHost({ uploadPaths, upload, rest, address = '127.0.0.1' }: HostOptions) {
  const requests: RecordedRequest[] = []
  const sockets = new Set<Socket>()
  /** Without an answer the connection is dropped. */
  const refusals: { match: Match; answer: RestAnswer | null; left: number }[] = []
  const holds: { match: Match; reached: () => void }[] = []

  const server = http.createServer((request, response) => {
    serve(request, response).catch((caught: unknown) => {
      if (response.destroyed) return
      const reason = caught instanceof Error ? (caught.stack ?? caught.message) : String(caught)
      send(response, { status: 500, text: `simulator bug: ${reason}` })
    })
  })

  async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const method = request.method ?? ''
    const path = request.url ?? ''
    const entry: RecordedRequest = {
      method,
      path,
      headers: request.headers,
      bodyBytes: Number(request.headers['content-length'] ?? 0),
      body: '',
      status: 0,
    }
    requests.push(entry)
    response.on('close', () => {
      entry.status = response.statusCode
    })
    const refusal = refusals.find(({ match, left }) => left > 0 && match({ method, path }))
    if (refusal) {
      refusal.left -= 1
      if (!refusal.answer) return void request.socket.destroy()
      request.resume()
      return send(response, refusal.answer)
    }
    const hold = holds.findIndex(({ match }) => match({ method, path }))
    if (hold >= 0) withhold(response, holds.splice(hold, 1)[0]?.reached)
    const isUpload = uploadPaths.some((wanted) => (typeof wanted === 'string' ? path.startsWith(wanted) : wanted.test(path)))
    if (isUpload && method !== 'GET') return upload(request, response)
    entry.body = await text(request)
    const url = new URL(path, 'http://simulator')
    let json: unknown = null
    try {
      json = entry.body === '' ? null : JSON.parse(entry.body)
    } catch {
      return send(response, { status: 400, text: 'not JSON' })
    }
    send(response, await rest({ method, path: url.pathname, query: url.searchParams, headers: request.headers, json }))
  }

  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const port = await listenOnLoopback(server, 0, address)
  const name = address === '::1' ? '[::1]' : address

  return {
    origin: `http://${name}:${port}`,
    requests,
    /** Requests that fit, oldest first. */
    requestsTo: (method: string, path: RegExp): RecordedRequest[] =>
      requests.filter((request) => request.method === method && path.test(request.path)),
    /** Answers the next requests that fit in place of the host. */
    refuse(method: string, path: RegExp, answer: RestAnswer, times = 1): void {
      refusals.push({ match: (request) => request.method === method && path.test(request.path), answer, left: times })
    },
    /** Drops the connections of the next requests that fit, without an answer. */
    drop(method: string, path: RegExp, times = 1): void {
      refusals.push({ match: (request) => request.method === method && path.test(request.path), answer: null, left: times })
    },
    /** Does the work of the next request that fits and never answers. Resolves when the work is done. */
    hold(method: string, path: RegExp): Promise<void> {
      return new Promise((resolve) => {
        holds.push({ match: (request) => request.method === method && path.test(request.path), reached: resolve })
      })
    },
    /** Breaks every connection; the server stays up. */
    cut(): void {
      for (const socket of sockets) socket.destroy()
    },
    async stop(): Promise<void> {
      for (const socket of sockets) socket.destroy()
      await closeServer(server)
    },
  }
}

export function send(response: http.ServerResponse, { status, json, text: plain, headers = {} }: RestAnswer): void {
  const type = json === undefined ? 'text/plain; charset=utf-8' : 'application/json'
  const body = json === undefined ? (plain ?? '') : JSON.stringify(json)
  response.writeHead(status, { ...(body === '' ? {} : { 'content-type': type }), ...headers }).end(body)
}

/** The fields of a JSON body; of anything else, none. */
export function asRecord(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null ? { ...json } : {}
}

/** Discards the answer. */
function withhold(response: http.ServerResponse, reached: (() => void) | undefined): void {
  response.write = () => true
  response.end = () => {
    reached?.()
    return response
  }
  response.flushHeaders = () => {}
}
