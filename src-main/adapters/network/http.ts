/**
 * @file HTTP over Node's own client: connections that are kept, a body that is read from disk as fast as the network
 * takes it, and a watchdog for every phase. Nothing waits for ever.
 */
import type http from 'node:http'
import { TLSSocket } from 'node:tls'
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import { isSameOrigin } from '../../contract/origins.ts'
import { proxyName } from '../../contract/proxy.ts'
import type { Http, HttpAnswer, HttpCall } from '../../engine/ports/http.ts'
import { isWebPage } from '../../engine/web-page.ts'
import { networkFailure, withTrustProblem } from './failure.ts'
import { createPools, needsTrust } from './pools.ts'
import { createPump, type Pump } from './pump.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Route } from './route.ts'
import { DIRECT, type Routes } from './routes.ts'
import { createTrust, type Trust } from './trust.ts'
import { unsendableHeader } from './unsendable.ts'
import { within } from './within.ts'

const MOST_REDIRECTS = 5
const MOST_ANSWER_BYTES = 64 * 1024
/** What the system may take for a connection that the other side has closed already. */
const MOST_LOST_BYTES = 4 * 1024 * 1024
/** A body that nobody waits for is read for its connection, if it costs no more than this. */
const MOST_LEFT_BYTES = 16 * 1024
const MOST_LEFT_MS = 1_000
/** How long words are waited for that only explain the head. */
const WORDS_MS = 10_000

export interface HttpOptions {
  readonly limit: RateLimit
  readonly userAgent: string
  /** Proxies; without it every host is called straight. */
  readonly routes?: Routes
  /** Certificates to trust; without it those of Node and of the system. */
  readonly trust?: Trust
}

/** Every call is one promise: an answer of any status, or a `FailureError` `network.*`. */
export function createHttp(options: HttpOptions): Http & { close(): void; dropConnections(): void } {
  const pump = createPump(options.limit)
  const pools = createPools()
  const { routes = DIRECT, trust = createTrust(() => '') } = options

  async function call(wanted: HttpCall): Promise<HttpAnswer> {
    let url = new URL(wanted.url)
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const credentials = (await wanted.credentials?.(url)) ?? {}
      const answer = await overRoutes(wanted, url, { ...wanted.headers, ...credentials })
      const next = redirectOf(answer, url)
      if (!next) return answer
      if (!isSameOrigin(next, url)) throw new FailureError(elsewhere(answer, wanted.method, next))
      url = next
    }
    throw new FailureError(failure('network.redirect', { host: url.host, target: 'itself, in a circle' }))
  }

  /** A proxy that cannot be reached got nothing: where the system names another way, that is taken. */
  async function overRoutes(wanted: HttpCall, url: URL, headers: Record<string, string>): Promise<HttpAnswer> {
    const [first = null, ...others] = await within(routes.to(url), url, wanted, 'no proxy settings')
    let route = first
    for (;;) {
      try {
        return await once(wanted, url, route, headers)
      } catch (caught) {
        const lost = caught instanceof FailureError && caught.failure.code === 'network.proxy'
        if (lost) routes.forget(url)
        const next = others.shift()
        if (!lost || next === undefined) throw caught
        route = next
      }
    }
  }

  /**
   * A server may close a kept connection just as the next request is on its way; nobody has read that request, so it is made
   * again at once, on a connection of its own. One that must not arrive twice has such a connection from the start.
   */
  async function onSomeConnection(wanted: HttpCall, url: URL, route: Route, begin: (fresh: boolean) => http.ClientRequest) {
    const fresh = wanted.method === 'POST'
    const moved = { bytes: 0 }
    const request = begin(fresh)
    try {
      return await converse(request, wanted, url, route, pump, moved)
    } catch (caught) {
      const stale = request.reusedSocket && moved.bytes <= MOST_LOST_BYTES && isConnectionLost(caught)
      if (fresh || !stale || wanted.signal.aborted) throw caught
      return converse(begin(true), wanted, url, route, pump)
    }
  }

  async function once(wanted: HttpCall, url: URL, route: Route, headers: Record<string, string>): Promise<HttpAnswer> {
    const trusted = needsTrust(url, route) ? await within(trust.now(), url, wanted, 'no certificates') : null
    const length: Record<string, string> = wanted.body ? { 'content-length': String(wanted.body.sizeBytes) } : {}
    // Some servers send a body after HEAD, which would be read as the beginning of the next answer.
    const last: Record<string, string> = wanted.method === 'HEAD' ? { connection: 'close' } : {}
    const all = { 'user-agent': options.userAgent, ...headers, ...length, ...last }
    const unsendable = unsendableHeader(all, url)
    if (unsendable) throw new FailureError(unsendable)
    const begin = (fresh: boolean): http.ClientRequest =>
      pools.request(url, route, trusted?.context ?? null, { method: wanted.method, headers: all, fresh })
    try {
      const answer = await onSomeConnection(wanted, url, route, begin)
      if (!route || answer.status !== 407) return answer
      throw new FailureError(failure('network.proxyAuth', { proxy: proxyName(route.url) }, { detail: 'the proxy answered 407' }))
    } catch (caught) {
      if (!(caught instanceof FailureError)) throw caught
      throw new FailureError(withTrustProblem(caught.failure, trusted?.problem ?? null), caught)
    }
  }

  return {
    call,
    close: () => pools.close(),
    /** Idle and busy ones; the next call makes its own. */
    dropConnections: () => pools.close(),
  }
}

/** Sends the body, waits for the answer, and gives up when a phase takes too long. */
function converse(
  request: http.ClientRequest,
  wanted: HttpCall,
  url: URL,
  route: Route,
  pump: Pump,
  moved = { bytes: 0 },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { timeouts, signal } = wanted
    let settled = false
    let answered = false
    let connected = false
    /** The speed limit holds everything back: silence is no sign of a dead connection then. */
    let held = false
    let timer: NodeJS.Timeout | undefined

    const patience = (ms: number, phase: string): void => {
      clearTimeout(timer)
      timer = setTimeout(() => fail(new FailureError(failure('network.stalled', { host: url.host }, { detail: phase }))), ms)
    }
    const expectBytes = (phase: string): void => {
      clearTimeout(timer)
      if (!held) patience(timeouts.stallMs, phase)
    }
    const finish = (): boolean => {
      if (settled) return false
      settled = true
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      return true
    }
    const fail = (caught: unknown): void => {
      if (!finish()) return
      request.destroy()
      reject(caught instanceof FailureError ? caught : new FailureError(networkFailure(caught, url, route), caught))
    }
    const onAbort = (): void => fail(signal.reason)

    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    request.on('error', fail)
    request.on('close', () => {
      if (!answered) fail(new Error('the connection was closed'))
    })
    patience(timeouts.connectMs, 'no connection')
    request.on('socket', (socket) => {
      const onConnected = (): void => {
        connected = true
        expectBytes('nothing could be sent')
      }
      if (!socket.connecting) return onConnected()
      socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', onConnected)
    })
    request.on('response', (response) => {
      answered = true
      const settle = (answer: HttpAnswer): void => {
        if (!finish()) return
        // An answer that came before the whole body was sent leaves the connection in no state to be used again.
        if (!request.writableFinished) request.destroy()
        resolve(answer)
      }
      const head = answerOf(response, url, '')
      if (!mayHaveBody(wanted.method, response)) {
        settle(head)
        response.resume()
        return
      }
      if (wanted.isHeadEnough?.(head)) {
        settle(head)
        leave(response)
        return
      }
      const body = gather(response, wanted.mostBytes ?? MOST_ANSWER_BYTES)
      const end = (): void => {
        settle(answerOf(response, url, body.text()))
        // What is not over leaves a connection that is of no further use.
        if (!response.complete) request.destroy()
      }
      if (wanted.isHeadEnough) {
        clearTimeout(timer)
        timer = setTimeout(end, Math.min(WORDS_MS, timeouts.answerMs))
      } else patience(timeouts.answerMs, 'the answer stopped')
      body.end.then(end, wanted.isHeadEnough ? end : fail)
    })

    const progress = {
      moved(bytes: number) {
        moved.bytes = bytes
        // Once an answer has begun, its own time runs, whatever is still on its way to the host.
        if (settled || answered) return
        expectBytes('no bytes moved')
        wanted.onSent?.(bytes)
      },
      heldBack(isHeld: boolean) {
        if (isHeld === held) return
        held = isHeld
        if (connected && !progress.stopped()) expectBytes('no bytes moved')
      },
      stopped: () => settled || answered || request.destroyed,
    }
    // A body may be sent once more: behind a redirect, or by another way.
    if (wanted.body) wanted.onSent?.(0)
    const sent = wanted.body ? pump(request, wanted.body, progress, wanted.sender ?? null) : Promise.resolve()
    sent.then(() => {
      if (progress.stopped()) return
      request.end(() => {
        if (!settled && !answered) patience(wanted.body ? timeouts.answerMs : timeouts.stallMs, 'no answer')
      })
    }, fail)
  })
}

/** No more is read than is kept: leaving a body unread drops its connection, so that nothing more can come on it. */
function gather(response: http.IncomingMessage, mostBytes: number): { readonly end: Promise<void>; text(): string } {
  const parts: Buffer[] = []
  async function read(): Promise<void> {
    let size = 0
    for await (const part of response as AsyncIterable<Buffer>) {
      parts.push(part)
      size += part.length
      if (size > mostBytes) break
    }
  }
  return { end: read(), text: () => Buffer.concat(parts).subarray(0, mostBytes).toString('utf8') }
}

function leave(response: http.IncomingMessage): void {
  let left = MOST_LEFT_BYTES
  const timer = setTimeout(() => response.destroy(), MOST_LEFT_MS)
  response.on('error', () => {})
  response.on('close', () => clearTimeout(timer))
  response.on('data', (part: Buffer) => {
    left -= part.length
    if (left < 0) response.destroy()
  })
}

/** Without a body the head is the whole answer, whatever a server sends behind it. */
function mayHaveBody(method: string, { statusCode }: http.IncomingMessage): boolean {
  return method !== 'HEAD' && statusCode !== 204 && statusCode !== 304
}

function answerOf(response: http.IncomingMessage, url: URL, body: string): HttpAnswer {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(response.headers)) {
    if (name === 'set-cookie') continue
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  // Nothing compressed was asked for, and nothing is unpacked: a little of it can stand for a great deal.
  const isPlain = /^(identity)?$/i.test(headers['content-encoding'] ?? '')
  const cookies = response.headers['set-cookie'] ?? []
  return { cookies, status: response.statusCode ?? 0, headers, body: isPlain ? body : '', url: url.href }
}

/** The connection broke, or what came on it is left from the answer before. */
function isConnectionLost(caught: unknown): boolean {
  if (!(caught instanceof FailureError)) return false
  const { code } = caught.failure
  return code === 'network.reset' || (code === 'server.notTus' && isParseError(caught.cause))
}

function isParseError(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('HPE_')
}

function redirectOf(answer: HttpAnswer, from: URL): URL | null {
  const location = answer.headers['location']
  if (![301, 302, 307, 308].includes(answer.status) || location === undefined || !URL.canParse(location, from.href)) return null
  return new URL(location, from)
}

/**
 * A page instead of an answer about an upload is no move of the host, but somebody on the way. Of where it leads only origin
 * and path are told: what follows may be a key that was sent.
 */
function elsewhere(answer: HttpAnswer, method: string, to: URL): Failure {
  const { host } = new URL(answer.url)
  const target = to.origin === 'null' ? to.protocol : `${to.origin}${to.pathname}`
  const isUpload = method === 'HEAD' || method === 'PATCH'
  if (isUpload && isWebPage(answer)) return failure('network.portal', { host, status: answer.status }, { detail: target })
  return failure('network.redirect', { host, target })
}
