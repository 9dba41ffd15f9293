/** @file HTTP calls over Node's own client: routes, redirects, credentials, certificates, and requests on stale connections. */
import type http from 'node:http'
import { isSameOrigin } from '../../contract/addresses/origins.ts'
import { proxyName } from '../../contract/addresses/proxy.ts'
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { Http, HttpAnswer, HttpCall } from '../../engine/ports/http.ts'
import { isWebPage } from '../../engine/web-page.ts'
import { exchange } from './exchange.ts'
import { withTrustProblem } from './failure.ts'
import { createPools, needsTrust } from './pools.ts'
import { createPump } from './pump.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Route } from './route.ts'
import { DIRECT, type Routes } from './routes.ts'
import { createTrust, type Trust } from './trust.ts'
import { unsendableHeader } from './unsendable.ts'
import { within } from './within.ts'

const MAX_REDIRECTS = 5
/** The operating system may accept so many bytes on a connection that the other side has closed already. */
const MAX_LOST_BYTES = 4 * 1024 * 1024

interface HttpOptions {
  readonly limit: RateLimit
  readonly userAgent: string
  /** Proxies; without it every connection is direct. */
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
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const credentials = (await wanted.credentials?.(url)) ?? {}
      const answer = await overRoutes(wanted, url, { ...wanted.headers, ...credentials })
      const next = redirectOf(answer, url)
      if (!next) return answer
      if (!isSameOrigin(next, url)) throw new FailureError(redirectFailure(answer, wanted.method, next))
      url = next
    }
    throw new FailureError(failure('network.redirect', { host: url.host, target: phrase('itself, in a circle') }))
  }

  /** A proxy that cannot be reached has received nothing, so the request may be sent over the next route. */
  async function overRoutes(wanted: HttpCall, url: URL, headers: Record<string, string>): Promise<HttpAnswer> {
    const [first = null, ...others] = await within(routes.to(url), url, wanted, 'no proxy settings')
    let route = first
    for (;;) {
      try {
        return await once(wanted, url, route, headers)
      } catch (caught) {
        const isUnreachable = caught instanceof FailureError && caught.failure.code === 'network.proxy'
        if (isUnreachable) routes.forget(url)
        const next = others.shift()
        if (!isUnreachable || next === undefined) throw caught
        route = next
      }
    }
  }

  /**
   * A server may close a kept connection just as the next request is sent; that request was not read, so it is sent
   * again at once, on a new connection. One that must not arrive twice has a new connection from the start.
   */
  async function withRetryOnStale(wanted: HttpCall, url: URL, route: Route, begin: (fresh: boolean) => http.ClientRequest) {
    const fresh = wanted.method === 'POST'
    const moved = { bytes: 0 }
    const request = begin(fresh)
    try {
      return await exchange(request, wanted, url, route, pump, moved)
    } catch (caught) {
      const stale = request.reusedSocket && moved.bytes <= MAX_LOST_BYTES && isConnectionLost(caught)
      if (fresh || !stale || wanted.signal.aborted) throw caught
      return exchange(begin(true), wanted, url, route, pump)
    }
  }

  async function once(wanted: HttpCall, url: URL, route: Route, headers: Record<string, string>): Promise<HttpAnswer> {
    const trusted = needsTrust(url, route) ? await within(trust.now(), url, wanted, 'no certificates') : null
    const length: Record<string, string> = wanted.body ? { 'content-length': String(wanted.body.sizeBytes) } : {}
    // Some servers send a body after HEAD, which a kept connection would parse as the next answer.
    const last: Record<string, string> = wanted.method === 'HEAD' ? { connection: 'close' } : {}
    const all = { 'user-agent': options.userAgent, ...headers, ...length, ...last }
    const unsendable = unsendableHeader(all, url)
    if (unsendable) throw new FailureError(unsendable)
    const begin = (fresh: boolean): http.ClientRequest =>
      pools.request(url, route, trusted?.context ?? null, { method: wanted.method, headers: all, fresh })
    try {
      const answer = await withRetryOnStale(wanted, url, route, begin)
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
    /** Also those in use; the next call opens a new one. */
    dropConnections: () => pools.close(),
  }
}

/** The connection broke, or carried the rest of an earlier answer. */
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
 * A web page in answer to a request about an upload comes from a captive portal, not from the server. The failure names origin
 * and path of the target only: the query may be a key that was sent.
 */
function redirectFailure(answer: HttpAnswer, method: string, to: URL): Failure {
  const { host } = new URL(answer.url)
  const target = to.origin === 'null' ? to.protocol : `${to.origin}${to.pathname}`
  const isUpload = method === 'HEAD' || method === 'PATCH'
  if (isUpload && isWebPage(answer)) return failure('network.portal', { host, status: answer.status }, { detail: target })
  return failure('network.redirect', { host, target })
}
