/** @file Adapts our HTTP port to tus-js-client: time-outs, kept connections, sign-in per address, bodies read from disk. */
import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client'
import type { Http, HttpAnswer, HttpBody, Sender } from '../../engine/ports/http.ts'
import type { TusAccess } from '../../engine/ports/transfer.ts'
import { withResolvedLocation } from './answers.ts'
import type { Cookies } from './cookies.ts'

interface StackOptions {
  readonly http: Http
  readonly access: TusAccess
  readonly sender: Sender
  readonly signal: AbortSignal
  readonly onSent: (bytes: number) => void
  readonly cookies: Cookies
  /** Whether an answer means loss of data: then the request is repeated once, and the second answer counts. */
  readonly isDoubtful: (method: string, answer: HttpAnswer) => boolean
}

interface TrackedStack extends HttpStack {
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

  async function call(body: HttpBody | null): Promise<HttpAnswer> {
    const at = new URL(url)
    const cookie = cookies.headerFor(at)
    const answer = await options.http.call({
      method,
      url,
      headers: { ...(cookie === null ? {} : { cookie }), ...headers },
      ...(body ? { body, sender: options.sender, onSent: options.onSent } : {}),
      signal: AbortSignal.any([options.signal, own.signal]),
      timeouts: options.access.timeouts,
      // A created upload must not be lost because the body behind its address never ends.
      isHeadEnough: (answer) => isHeadEnough(method, answer),
      credentials: options.access.credentials,
    })
    cookies.store(new URL(answer.url), answer.cookies ?? [])
    return withResolvedLocation(answer)
  }

  return {
    getMethod: () => method,
    getURL: () => url,
    setHeader: (name, value) => {
      headers[name] = value
    },
    getHeader: (name) => headers[name],
    // The library counts bytes that the server may not have; we count by `onSent` and by confirmed offsets.
    setProgressHandler: () => {},
    async send(body?: HttpBody | null) {
      const work = call(body ?? null).then((answer) => (options.isDoubtful(method, answer) ? call(body ?? null) : answer))
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

/** Whether the headers have all that tus needs: the address of an upload, or its offset. */
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
