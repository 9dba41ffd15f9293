/**
 * @file The local door: HTTP on this machine for the interface in a browser and for command line calls that find a
 * running owner. `POST /rpc/<channel>`, `GET /events` (server-sent events), and the built interface.
 */

import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { EVENTS, type EventName } from '../contract/channels.ts'
import { FailureError, failure } from '../contract/errors.ts'
import type { Dispatch } from '../ipc/dispatch.ts'
import type { Publisher } from '../ipc/publish.ts'
import { newToken, readDoorNote, writeDoorNote } from './door-file.ts'
import { isOwnHost, isOwnOrigin, isToken } from './guard.ts'

const MEBIBYTE = 1024 * 1024
/** A call may carry the paths of many dropped files. */
const MOST_BODY_BYTES = 32 * MEBIBYTE
/** A listener that takes in nothing is let go; it comes back and reads everything anew. */
const MOST_BUFFERED_BYTES = 8 * MEBIBYTE
const HEARTBEAT_MS = 10_000

export interface DoorOptions {
  readonly dataDir: string
  /** 0 takes the port of the last time if it is free, so that an open page finds its way back. */
  readonly port: number
  readonly host: string
  /** Folder of the built interface; `null` serves none. */
  readonly pages: string | null
}

export interface Door {
  readonly address: string
  /** The address with the token, for a person’s browser. The token is behind `#`, where no server and no log sees it. */
  readonly link: string
  close(): Promise<void>
}

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

/** @throws FailureError `input.invalid` when the port or address cannot be listened to */
export async function openDoor(
  options: DoorOptions,
  { dispatch, publisher }: { dispatch: Dispatch; publisher: Publisher },
): Promise<Door> {
  const last = readDoorNote(options.dataDir)
  const token = last?.token ?? newToken()
  const server = fastify({ bodyLimit: MOST_BODY_BYTES, forceCloseConnections: true })
  const streams = new Set<ServerResponse>()
  guard(server, options.host, token)
  answerCalls(server, dispatch)
  refuseUnreadable(server)
  sendEvents(server, publisher, streams)
  if (options.pages !== null) servePages(server, options.pages)

  const port = await listen(server, options, last ? Number(new URL(last.address).port) : 0)
  const everywhere = options.host === '0.0.0.0' || options.host === '::'
  const address = `http://${everywhere ? hostname() : inUrl(options.host)}:${port}`
  const fromHere = everywhere ? `http://127.0.0.1:${port}` : address
  writeDoorNote(options.dataDir, { token, pid: process.pid, address: fromHere, pages: options.pages !== null })

  return {
    address,
    link: `${address}/#token=${token}`,
    async close() {
      for (const stream of streams) stream.end()
      await server.close()
    },
  }
}

function guard(server: FastifyInstance, listensTo: string, token: string): void {
  const machine = hostname()
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS)
    const { host, origin, authorization } = request.headers
    const port = (server.server.address() as AddressInfo).port
    const isOwn = isOwnHost(host, port, listensTo, machine) && isOwnOrigin(origin, host)
    const isPage = request.method === 'GET' && !request.url.startsWith('/events')
    if (isOwn && (isPage || isToken(authorization, token))) return
    return reply.code(isOwn ? 401 : 403).send({ ok: false, error: failure('host.untrusted') })
  })
}

function answerCalls(server: FastifyInstance, dispatch: Dispatch): void {
  server.post<{ Params: { channel: string } }>('/rpc/:channel', async (request, reply) => {
    const gone = new AbortController()
    reply.raw.on('close', () => gone.abort())
    return dispatch(request.params.channel, request.body ?? {}, gone.signal)
  })
}

/** What cannot even be read is refused as a call is: with an envelope. */
function refuseUnreadable(server: FastifyInstance): void {
  server.setErrorHandler<FastifyError>((error, _request, reply) => {
    const status = error.statusCode ?? 500
    const reason = status === 413 ? 'The call is too large.' : 'The body is no JSON, or has a name such as __proto__ in it.'
    const problem = status < 500 ? failure('input.invalid', { reason }) : failure('internal.bug', { reason: error.message })
    return reply.code(status).send({ ok: false, error: problem })
  })
}

function sendEvents(server: FastifyInstance, publisher: Publisher, streams: Set<ServerResponse>): void {
  server.get<{ Querystring: { names?: string } }>('/events', (request, reply) => {
    const wanted = new Set<EventName>(EVENTS.filter((name) => (request.query.names ?? '').split(',').includes(name)))
    reply.hijack()
    const stream = reply.raw
    stream.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    stream.write(': open\n\n')
    streams.add(stream)
    const heartbeat = setInterval(() => stream.write(': \n\n'), HEARTBEAT_MS)
    const unsubscribe = publisher.subscribe((event, payload) => {
      if (!wanted.has(event)) return
      stream.write(`event: ${event}\ndata: ${JSON.stringify(payload)}\n\n`)
      if (stream.writableLength > MOST_BUFFERED_BYTES) stream.destroy()
    })
    stream.on('close', () => {
      clearInterval(heartbeat)
      unsubscribe()
      streams.delete(stream)
    })
  })
}

function servePages(server: FastifyInstance, root: string): void {
  server.register(fastifyStatic, {
    root,
    cacheControl: false,
    setHeaders: (reply, path) => {
      void reply.header('cache-control', path.endsWith('.html') ? 'no-store' : 'public, max-age=31536000, immutable')
    },
  })
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

async function listen(server: FastifyInstance, { port, host }: DoorOptions, lastPort: number): Promise<number> {
  const wanted = port === 0 ? [lastPort, 0] : [port]
  for (const candidate of wanted) {
    try {
      await server.listen({ port: candidate, host })
      return (server.server.address() as AddressInfo).port
    } catch (caught) {
      if (candidate !== wanted.at(-1)) continue
      const reason = caught instanceof Error ? caught.message : String(caught)
      throw new FailureError(
        failure('input.invalid', { reason: `Cannot listen on ${host} port ${candidate}: ${reason}.` }),
        caught,
      )
    }
  }
  throw new FailureError(failure('internal.bug', { reason: 'no port was tried' }))
}
