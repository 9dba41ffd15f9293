/**
 * @file HTTP over Node's own client: connections that are kept, a body that is read from disk as fast as the network
 * takes it, and a watchdog for every phase. Nothing waits for ever.
 */
import http from 'node:http'
import https from 'node:https'
import { FailureError, failure } from '../../contract/errors.ts'
import type { Http, HttpAnswer, HttpCall } from '../../engine/ports.ts'
import { networkFailure } from './failure.ts'
import { createPump, type Pump } from './pump.ts'
import type { RateLimit } from './rate-limit.ts'

const MOST_REDIRECTS = 5
const MOST_ANSWER_BYTES = 64 * 1024

export interface HttpOptions {
  readonly limit: RateLimit
  /** Certificates to trust besides those that Node ships. */
  readonly ca?: readonly string[]
  readonly userAgent: string
}

/** Every call is one promise: an answer of any status, or a `FailureError` `network.*`. */
export function createHttp(options: HttpOptions): Http & { close(): void } {
  const pump = createPump(options.limit)
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 64 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 64, ...(options.ca ? { ca: [...options.ca] } : {}) }),
  }

  async function call(wanted: HttpCall): Promise<HttpAnswer> {
    let url = new URL(wanted.url)
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const credentials = (await wanted.credentials?.(url)) ?? {}
      const answer = await once(wanted, url, { ...wanted.headers, ...credentials })
      const next = redirectOf(answer, url)
      if (!next) return withoutCredentials(answer, credentials)
      if (!sameHost(url, next)) {
        throw new FailureError(failure('network.redirect', { host: url.host, target: next.href }))
      }
      url = next
    }
    throw new FailureError(failure('network.redirect', { host: url.host, target: 'itself, in a circle' }))
  }

  function once(wanted: HttpCall, url: URL, headers: Record<string, string>): Promise<HttpAnswer> {
    const secure = url.protocol === 'https:'
    const length: Record<string, string> = wanted.body ? { 'content-length': String(wanted.body.sizeBytes) } : {}
    const request = (secure ? https : http).request(url, {
      method: wanted.method,
      agent: secure ? agents['https:'] : agents['http:'],
      headers: { 'user-agent': options.userAgent, ...headers, ...length },
    })
    return converse(request, wanted, url, pump)
  }

  return {
    call,
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

/** Sends the body, waits for the answer, and gives up when a phase takes too long. */
function converse(request: http.ClientRequest, wanted: HttpCall, url: URL, pump: Pump): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { timeouts, signal } = wanted
    let settled = false
    let answered = false
    let timer: NodeJS.Timeout | undefined

    const patience = (ms: number, phase: string): void => {
      clearTimeout(timer)
      timer = setTimeout(() => fail(new FailureError(failure('network.stalled', { host: url.host }, { detail: phase }))), ms)
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
      reject(caught instanceof FailureError ? caught : new FailureError(networkFailure(caught, url), caught))
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
      const connected = (): void => patience(timeouts.stallMs, 'nothing could be sent')
      if (!socket.connecting) return connected()
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected)
    })
    request.on('response', (response) => {
      answered = true
      patience(timeouts.answerMs, 'the answer stopped')
      gather(response, url, wanted.mostBytes ?? MOST_ANSWER_BYTES).then((answer) => {
        if (!finish()) return
        // An answer that came before the whole body was sent leaves the connection in no state to be used again.
        if (!request.writableFinished) request.destroy()
        resolve(answer)
      }, fail)
    })

    const progress = {
      moved(bytes: number) {
        if (settled) return
        patience(timeouts.stallMs, 'no bytes moved')
        wanted.onSent?.(bytes)
      },
      stopped: () => settled || answered || request.destroyed,
    }
    const sent = wanted.body ? pump(request, wanted.body, progress) : Promise.resolve()
    sent.then(() => {
      if (progress.stopped()) return
      request.end(() => {
        if (!settled && !answered) patience(wanted.body ? timeouts.answerMs : timeouts.stallMs, 'no answer')
      })
    }, fail)
  })
}

async function gather(response: http.IncomingMessage, url: URL, mostBytes: number): Promise<HttpAnswer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    if (size < mostBytes) parts.push(part)
    size += part.length
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  const body = Buffer.concat(parts).subarray(0, mostBytes).toString('utf8')
  return { status: response.statusCode ?? 0, headers, body, url: url.href }
}

/** Hosts like to repeat a key that they refuse; what they say ends up in front of people and in the journal. */
function withoutCredentials(answer: HttpAnswer, credentials: Readonly<Record<string, string>>): HttpAnswer {
  if (answer.status < 400) return answer
  const secrets = Object.values(credentials).flatMap((value) => [value, value.split(' ').at(-1) ?? ''])
  const body = secrets.filter((secret) => secret.length >= 6).reduce((text, secret) => text.replaceAll(secret, '…'), answer.body)
  return { ...answer, body }
}

function redirectOf(answer: HttpAnswer, from: URL): URL | null {
  const location = answer.headers['location']
  if (![301, 302, 307, 308].includes(answer.status) || location === undefined || !URL.canParse(location, from.href)) return null
  return new URL(location, from)
}

/** The same machine, at the same port or moving up from http to https on their usual ports. */
function sameHost(from: URL, to: URL): boolean {
  if (to.protocol === from.protocol) return to.host === from.host
  return (
    to.protocol === 'https:' && from.protocol === 'http:' && to.hostname === from.hostname && from.port === '' && to.port === ''
  )
}
