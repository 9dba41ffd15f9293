/** @file The HTTP interface of tus-js-client over ours: time-outs, kept connections, sign-in per address, bodies read from disk. */
import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client'
import type { Http, HttpAnswer, HttpBody, Sender } from '../../engine/ports/http.ts'
import type { TusAccess } from '../../engine/ports/transfer.ts'
import { withAddress } from './answers.ts'
import type { Cookies } from './cookies.ts'

export interface StackOptions {
  readonly http: Http
  readonly access: TusAccess
  readonly sender: Sender
  readonly signal: AbortSignal
  readonly onSent: (bytes: number) => void
  readonly cookies: Cookies
  /** Whether an answer means loss of data: the request is repeated once before it is believed. */
  readonly isDoubtful: (method: string, answer: HttpAnswer) => boolean
}

export interface TrackedStack extends HttpStack {
  /** Settles when no call is in progress any more. */
  idle(): Promise<void>
}

export function createHttpStack(options: StackOptions): TrackedStack {
  const pending = new Set<Promise<unknown>>()
  return {
    getName: () => 'reelay',
    createRequest: (method, url) => createRequest(method, url, options, pending),
    async idle() {
      await Promise.allSettled(pending)
    },
  }
}

function createRequest(method: string, url: string, options: StackOptions, pending: Set<Promise<unknown>>): HttpRequest {
  const headers: Record<string, string> = {}
  const own = new AbortController()
  const { cookies } = options

  async function ask(body: HttpBody | null): Promise<HttpAnswer> {
    const at = new URL(url)
    const cookie = cookies.headerFor(at)
    const answer = await options.http.call({
      method,
      url,
      headers: { ...(cookie === null ? {} : { cookie }), ...headers },
      ...(body ? { body, sender: options.sender, onSent: options.onSent } : {}),
      signal: AbortSignal.any([options.signal, own.signal]),
      timeouts: options.access.timeouts,
      // An upload that was created must not be lost because the body after its address never ends.
      isHeadEnough: (answer) => isHeadEnough(method, answer),
      credentials: options.access.credentials,
    })
    cookies.take(new URL(answer.url), answer.cookies ?? [])
    return withAddress(answer)
  }

  return {
    getMethod: () => method,
    getURL: () => url,
    setHeader: (name, value) => {
      headers[name] = value
    },
    getHeader: (name) => headers[name],
    // Its figure runs ahead of the server; ours comes from `onSent` and from confirmed offsets.
    setProgressHandler: () => {},
    async send(body?: HttpBody | null) {
      const call = (): Promise<HttpAnswer> => ask(body ?? null)
      const work = call().then((answer) => (options.isDoubtful(method, answer) ? call() : answer))
      pending.add(work)
      try {
        return responseOf(await work)
      } finally {
        pending.delete(work)
      }
    },
    async abort() {
      own.abort()
    },
    getUnderlyingObject: () => null,
  }
}

/** The headers hold all of tus: the address of an upload, and its offset. */
function isHeadEnough(method: string, { status, headers }: Pick<HttpAnswer, 'status' | 'headers'>): boolean {
  if (method === 'PATCH') return status >= 200 && status < 300 && headers['upload-offset'] !== undefined
  return method === 'POST' && status === 201 && headers['location'] !== undefined
}

function responseOf(answer: HttpAnswer): HttpResponse {
  return {
    getStatus: () => answer.status,
    getHeader: (name) => answer.headers[name.toLowerCase()],
    getBody: () => answer.body,
    getUnderlyingObject: () => answer,
  }
}
