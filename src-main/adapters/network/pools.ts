/** @file Kept connections, in a pool for each route and each set of trusted certificates. */
import http from 'node:http'
import https from 'node:https'
import type { SecureContext } from 'node:tls'
import { hostAndPort, type ProxyRoute, type Route } from './route.ts'
import { TunnelAgent } from './tunnel.ts'

const KEPT = { keepAlive: true, maxSockets: 64 } as const
const FRESH = { keepAlive: false } as const
/** Routes change rarely; the least recently used pools are retired. */
const MAX_POOLS = 12

interface RequestOptions {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** Whether the request gets a new connection, which no other request uses. */
  readonly fresh: boolean
}

interface Pools {
  /** Begins a request; `trusted` is needed for TLS, with the server or with the proxy. */
  request(url: URL, route: Route, trusted: SecureContext | null, options: RequestOptions): http.ClientRequest
  close(): void
}

export function needsTrust(url: URL, route: Route): boolean {
  return url.protocol === 'https:' || route?.url.protocol === 'https:'
}

export function createPools(): Pools {
  const pools = new Map<string, http.Agent>()
  const retired = new Set<http.Agent>()
  /** Requests on connections of their own. */
  const unpooled = new Set<http.ClientRequest>()
  const contexts = new WeakMap<SecureContext, number>()
  let contextCount = 0

  function numberOf(context: SecureContext | null): number {
    if (!context) return 0
    const known = contexts.get(context)
    if (known !== undefined) return known
    contextCount += 1
    contexts.set(context, contextCount)
    return contextCount
  }

  /** The map is in the order of use: the first pool is the least recently used. */
  function poolFor(key: string, make: () => http.Agent): http.Agent {
    const pool = pools.get(key) ?? make()
    pools.delete(key)
    pools.set(key, pool)
    const oldest = pools.size > MAX_POOLS ? pools.entries().next().value : undefined
    if (oldest) {
      pools.delete(oldest[0])
      retire(oldest[1])
    }
    return pool
  }

  /** Requests in progress are finished; idle connections are closed. */
  function retire(pool: http.Agent): void {
    for (const other of retired) if (Object.keys(other.sockets).length === 0) retired.delete(other)
    pool.maxFreeSockets = 0
    for (const sockets of Object.values(pool.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
    retired.add(pool)
  }

  function begin(url: URL, route: Route, trusted: SecureContext | null, options: RequestOptions): http.ClientRequest {
    const { fresh, ...request } = options
    const secure = url.protocol === 'https:'
    const context = trusted ? { secureContext: trusted } : {}
    const key = [secure, numberOf(trusted), route?.url.href, route?.authorization].join(' ')
    const agentFor = (make: (options: http.AgentOptions) => http.Agent): http.Agent =>
      fresh ? make(FRESH) : poolFor(key, () => make(KEPT))
    if (route && !secure) {
      const { secure: toProxy, ...through } = throughProxy(url, route, request)
      const agent = agentFor((kept) => (toProxy ? new https.Agent({ ...kept, ...context }) : new http.Agent(kept)))
      return (toProxy ? https : http).request({ ...through, agent })
    }
    const agent = agentFor((kept) => {
      if (!secure) return new http.Agent(kept)
      return route && trusted ? new TunnelAgent(route, trusted, kept) : new https.Agent({ ...kept, ...context })
    })
    return (secure ? https : http).request(url, { ...request, agent })
  }

  return {
    request(url, route, trusted, options) {
      const request = begin(url, route, trusted, options)
      if (!options.fresh) return request
      unpooled.add(request)
      return request.on('close', () => unpooled.delete(request))
    },
    close() {
      for (const pool of [...pools.values(), ...retired]) pool.destroy()
      for (const request of unpooled) request.destroy(new Error('the connection was dropped'))
      pools.clear()
      retired.clear()
    },
  }
}

/** A request in absolute form, which the proxy forwards. */
function throughProxy(url: URL, { url: proxy, authorization }: ProxyRoute, options: Omit<RequestOptions, 'fresh'>) {
  const target = new URL(url)
  target.hash = ''
  target.username = ''
  target.password = ''
  return {
    secure: proxy.protocol === 'https:',
    method: options.method,
    ...hostAndPort(proxy),
    path: target.href,
    headers: {
      host: url.host,
      ...options.headers,
      ...(authorization === null ? {} : { 'proxy-authorization': authorization }),
    },
  }
}
