/** @file tus-js-client’s view of HTTP, made of ours: time-outs, kept connections, sign-in per address, bodies read from disk. */
import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client'
import type { Http, HttpAnswer, HttpBody, Sender, TusAccess } from '../../engine/ports.ts'

export interface StackOptions {
  readonly http: Http
  readonly access: TusAccess
  readonly sender: Sender
  readonly signal: AbortSignal
  readonly onSent: (bytes: number) => void
}

export interface TrackedStack extends HttpStack {
  /** Settles when no call is under way any more. */
  idle(): Promise<void>
}

export function createHttpStack(options: StackOptions): TrackedStack {
  const underWay = new Set<Promise<unknown>>()
  return {
    getName: () => 'reelay',
    createRequest: (method, url) => createRequest(method, url, options, underWay),
    async idle() {
      await Promise.allSettled(underWay)
    },
  }
}

function createRequest(method: string, url: string, options: StackOptions, underWay: Set<Promise<unknown>>): HttpRequest {
  const headers: Record<string, string> = {}
  const own = new AbortController()
  return {
    getMethod: () => method,
    getURL: () => url,
    setHeader: (name, value) => {
      headers[name] = value
    },
    getHeader: (name) => headers[name],
    // Its figure runs ahead of the server; ours comes from `onSent` and from confirmed positions.
    setProgressHandler: () => {},
    async send(body?: HttpBody | null) {
      const call = options.http.call({
        method,
        url,
        headers,
        ...(body ? { body, sender: options.sender, onSent: options.onSent } : {}),
        signal: AbortSignal.any([options.signal, own.signal]),
        timeouts: options.access.timeouts,
        credentials: options.access.credentials,
      })
      underWay.add(call)
      try {
        return responseOf(await call)
      } finally {
        underWay.delete(call)
      }
    },
    async abort() {
      own.abort()
    },
    getUnderlyingObject: () => null,
  }
}

function responseOf(answer: HttpAnswer): HttpResponse {
  return {
    getStatus: () => answer.status,
    getHeader: (name) => answer.headers[name.toLowerCase()],
    getBody: () => answer.body,
    getUnderlyingObject: () => answer,
  }
}
