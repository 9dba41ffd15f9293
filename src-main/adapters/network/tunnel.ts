/**
 * @file Connections to https servers through a proxy: CONNECT, then TLS with the server inside. The agent gets a connection
 * only when TLS is established, so that the connect time-out covers all of it.
 */
import http from 'node:http'
import https from 'node:https'
import { isIPv6 } from 'node:net'
import type { Duplex } from 'node:stream'
import type { SecureContext } from 'node:tls'
import { proxyName } from '../../contract/addresses/proxy.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { proxyFailure } from './failure.ts'
import { hostAndPort, type ProxyRoute } from './route.ts'

/** A request that has ended cannot cancel the connection that was begun for it; this limit does. */
const MAX_OPENING_MS = 30_000

type Done = (error: Error | null, stream: Duplex) => void

export class TunnelAgent extends https.Agent {
  readonly #proxy: ProxyRoute
  readonly #trust: SecureContext
  readonly #opening = new Set<() => void>()

  constructor(proxy: ProxyRoute, trust: SecureContext, options: https.AgentOptions) {
    super({ ...options, secureContext: trust })
    this.#proxy = proxy
    this.#trust = trust
  }

  override createConnection(options: https.RequestOptions, callback?: Done): undefined {
    // An agent passes either an error or a stream; Node's types know only the latter.
    const done = callback as ((error: Error | null, stream?: Duplex) => void) | undefined
    const target = { host: options.host ?? '', port: options.port ?? 443 }
    const authority = `${isIPv6(target.host) ? `[${target.host}]` : target.host}:${target.port}`
    const request = connectRequest(this.#proxy, this.#trust, authority)
    let resource: { destroy(): unknown } = request
    let isSettled = false

    const finish = (error: Error | null, stream?: Duplex): void => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      this.#opening.delete(giveUp)
      if (error) resource.destroy()
      done?.(error, stream)
    }
    const giveUp = (): void => finish(new FailureError(proxyFailure(new Error('no connection in time'), this.#proxy)))
    const timer = setTimeout(giveUp, MAX_OPENING_MS)
    this.#opening.add(giveUp)

    // The listeners are not removed at the end: an error without a listener would end the process.
    request.on('error', (caught) => finish(new FailureError(proxyFailure(caught, this.#proxy), caught)))
    request.on('response', (response) => finish(refusal(response, this.#proxy, authority)))
    request.on('connect', (response, raw) => {
      resource = raw
      raw.on('error', finish)
      if (response.statusCode !== 200 || isSettled) return finish(refusal(response, this.#proxy, authority))
      const secure = super.createConnection({ ...options, socket: raw } as https.RequestOptions)
      if (!secure) return finish(new Error('no connection'))
      resource = secure
      secure.on('error', finish)
      secure.once('close', () => finish(new Error('the connection was closed')))
      secure.once('secureConnect', () => {
        secure.off('error', finish)
        finish(null, secure)
      })
    })
    request.end()
    return undefined
  }

  override destroy(): void {
    for (const giveUp of this.#opening) giveUp()
    super.destroy()
  }
}

function connectRequest({ url, authorization }: ProxyRoute, secureContext: SecureContext, authority: string): http.ClientRequest {
  const options = {
    method: 'CONNECT',
    ...hostAndPort(url),
    path: authority,
    headers: { host: authority, ...(authorization === null ? {} : { 'proxy-authorization': authorization }) },
    agent: false,
  } as const
  if (url.protocol === 'http:') return http.request(options)
  // Without an agent the options reach `tls.connect` as they are, which Node's types do not allow.
  return https.request({ ...options, secureContext } as https.RequestOptions)
}

/** The failure of a proxy that does not open a tunnel. */
function refusal({ statusCode = 0 }: http.IncomingMessage, { url }: ProxyRoute, authority: string): FailureError {
  const detail = `the proxy answered ${statusCode}`
  if (statusCode === 407) return new FailureError(failure('network.proxyAuth', { proxy: proxyName(url) }, { detail }))
  if (statusCode >= 500) return new FailureError(failure('network.behindProxy', { proxy: url.host, host: authority }, { detail }))
  return new FailureError(
    failure(
      'network.proxyUnusable',
      { proxy: url.host, reason: phrase('it does not let {authority} through', { authority }) },
      { detail },
    ),
  )
}
