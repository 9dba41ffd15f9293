/**
 * @file The routes of the HTTP API. The pages, the proof and the exchange of a code are open; clips are open to who has a ticket;
 * everything else, unknown paths included, is in one scope that requires a key. The scope follows from the matched route, never from the spelling of an
 * address.
 */
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { CHANNELS, EVENTS, type EventName } from '../contract/channels.ts'
import { type Failure, failure, failureFrom } from '../contract/errors/errors.ts'
import { phrase } from '../contract/i18n/phrase.ts'
import { PAGE_HEADERS } from '../contract/page-headers.ts'
import { MEDIA_PATH, THUMBNAILS_PATH } from '../contract/thumbnails.ts'
import type { Dispatch } from '../ipc/dispatch.ts'
import type { ByteAnswer, MediaAnswers } from '../ipc/media-answers.ts'
import { BodyError, type BodyQuota, createBodyReader } from './body.ts'
import { maxBytesOf } from './body-limits.ts'
import type { Connections } from './connections.ts'
import { isOwnCall, type Listening } from './guard.ts'
import { toJsonBody } from './json-body.ts'
import type { Keys } from './keys.ts'
import { NONCE, proofOf, serverEnd } from './proof.ts'
import type { Streams } from './streams.ts'

/** Calls at a time; each holds a connection and its input. */
const MAX_CALLS = 2_000
const MAX_DEFAULT_BYTES = 1_024

export interface RouteDeps {
  readonly keys: Keys
  readonly proofKey: string
  readonly listening: () => Listening
  readonly dispatch: Dispatch
  readonly media: MediaAnswers
  readonly streams: Streams
  readonly connections: Connections
  /** Folder of the built interface; `null` serves none. */
  readonly pages: string | null
  /** Writes a page that signs a browser in; returns its path. */
  readonly openPage: () => string
  /** Revokes every token, code and session that was issued before. */
  readonly renewToken: () => void
}

declare module 'fastify' {
  interface FastifyContextConfig {
    maxBytes?: number
  }
}

export function addRoutes(server: FastifyInstance, deps: RouteDeps): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(PAGE_HEADERS)
    if (!isOwnCall(request.raw, deps.listening())) return refuse(reply, 403)
  })
  server.setErrorHandler(sendFailure)
  addBodyParser(server)
  const { pages } = deps
  inScope(server, (scope) => addPublicRoutes(scope, deps))
  if (pages !== null) inScope(server, (scope) => addPageRoutes(scope, pages))
  inScope(server, (scope) => addMediaRoutes(scope, deps))
  inScope(server, (scope) => addAuthorizedRoutes(scope, deps))
}

/** Routes and hooks that are added there apply to that scope only. */
function inScope(server: FastifyInstance, add: (scope: FastifyInstance) => void): void {
  server.register((scope, _options, done) => {
    add(scope)
    done()
  })
}

/** A malformed address matches no route, and gets the same answer as an unknown one. */
export function refuseMalformedUrl(deps: RouteDeps, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(PAGE_HEADERS)
  const { raw, headers } = request
  if (!isOwnCall(raw, deps.listening())) void refuse(reply, 403)
  else if (deps.keys.authorizes(headers.authorization)) void sendError(reply, 404, UNKNOWN_ADDRESS)
  else void refuse(reply, 401)
}

const UNKNOWN_ADDRESS = failure('input.invalid', { reason: phrase('There is nothing at this address.') })

function refuse(reply: FastifyReply, status: 401 | 403): FastifyReply {
  return sendError(reply, status, failure('host.untrusted'))
}

/** The rest of a refused request is not read: its connection is closed. */
function sendError(reply: FastifyReply, status: number, error: Failure): FastifyReply {
  return reply.code(status).header('connection', 'close').send({ ok: false, error })
}

function sendFailure(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status === 503) return sendError(reply, status, failure('host.busy'))
  if (status < 500 && error instanceof Error) {
    const reason = error instanceof BodyError ? error.reason : error.message
    return sendError(reply, status, failure('input.invalid', { reason }))
  }
  return sendError(reply, 500, failureFrom(error))
}

/** JSON only: a page of another origin cannot send it without a preflight. */
function addBodyParser(server: FastifyInstance): void {
  const bodies = createBodyReader()
  const quotas = new WeakMap<IncomingMessage, BodyQuota>()
  server.addHook('onRequest', async (request, reply) => {
    const quota = bodies.quota()
    quotas.set(request.raw, quota)
    reply.raw.once('close', quota.close)
  })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', async (request: FastifyRequest, payload: IncomingMessage) => {
    const quota = quotas.get(request.raw) ?? bodies.quota()
    const maxBytes = request.routeOptions.config.maxBytes ?? MAX_DEFAULT_BYTES
    return bodies.read(payload, { maxBytes, announced: Number(request.headers['content-length'] ?? 0), quota })
  })
}

/** Open to anybody: the proof of the owner, and the exchange of a code for a session. */
function addPublicRoutes(server: FastifyInstance, { keys, proofKey }: RouteDeps): void {
  server.post('/proof', async (request, reply) => {
    const parsed = z.strictObject({ nonce: z.string().regex(NONCE) }).safeParse(request.body)
    if (!parsed.success) return refuse(reply, 401)
    return { proof: proofOf(proofKey, parsed.data.nonce, serverEnd(request.raw.socket, 'owner')) }
  })
  server.post('/session', async (request, reply) => {
    const parsed = z.strictObject({ code: z.string().max(200) }).safeParse(request.body)
    const token = parsed.success ? keys.exchange(parsed.data.code) : null
    return token === null ? refuse(reply, 401) : reply.header('cache-control', 'no-store').send({ ok: true, value: { token } })
  })
}

/** Each file has a route of its own, so that nothing but a page is open to anybody. */
function addPageRoutes(server: FastifyInstance, root: string): void {
  server.register(fastifyStatic, {
    root,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      // The name of an asset says what is in it.
      void reply.header('cache-control', /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-store')
    },
  })
}

/** A `<video>` cannot send a header. Without a valid ticket the answer is that to a call without a key. */
function addMediaRoutes(server: FastifyInstance, { media, connections }: RouteDeps): void {
  server.get<{ Params: { ticket: string } }>(`${MEDIA_PATH}:ticket`, async (request, reply) => {
    const markIdle = connections.markBusy(request.raw.socket)
    reply.raw.once('close', markIdle)
    const answer = await media.media(request.params.ticket, request.headers.range ?? null)
    return answer ? sendBytes(reply, answer) : refuse(reply, 401)
  })
}

function sendBytes(reply: FastifyReply, { status, headers, body }: ByteAnswer): FastifyReply {
  const bytes = body === null || body instanceof Uint8Array ? body : Readable.from(body)
  return reply.code(status).headers(headers).send(bytes)
}

function addAuthorizedRoutes(server: FastifyInstance, deps: RouteDeps): void {
  const { keys, dispatch, media, streams, connections } = deps
  let calls = 0
  server.addHook('onRequest', async (request, reply) => {
    if (!keys.authorizes(request.headers.authorization)) return refuse(reply, 401)
    if (calls >= MAX_CALLS) return sendError(reply, 503, failure('host.busy'))
    calls += 1
    const markIdle = connections.markBusy(request.raw.socket)
    if (connections.isNearLimit()) reply.header('connection', 'close')
    reply.raw.once('close', () => {
      calls -= 1
      markIdle()
    })
  })
  server.setNotFoundHandler((_request, reply) => sendError(reply, 404, UNKNOWN_ADDRESS))
  for (const channel of CHANNELS) {
    server.post(`/rpc/${channel}`, { config: { maxBytes: maxBytesOf(channel) } }, async (request, reply) => {
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const answer = toJsonBody(await dispatch(channel, request.body ?? {}, gone.signal))
      return reply.type('application/json; charset=utf-8').send(answer)
    })
  }
  server.get<{ Querystring: { names?: string | string[] } }>('/events', (request, reply) => {
    if (streams.isFull) return sendError(reply, 503, failure('host.busy'))
    const names = String(request.query.names ?? '').split(',')
    reply.hijack()
    reply.raw.writeHead(200, { ...PAGE_HEADERS, 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    streams.add(reply.raw, new Set<EventName>(EVENTS.filter((name) => names.includes(name))))
    return reply
  })
  server.get<{ Params: { id: string } }>(`${THUMBNAILS_PATH}:id`, async (request, reply) => {
    return sendBytes(reply, await media.thumbnail(request.params.id))
  })
  server.post('/sign-in-page', async () => ({ ok: true, value: { path: deps.openPage() } }))
  server.post('/new-token', async () => {
    deps.renewToken()
    return { ok: true, value: null }
  })
}
