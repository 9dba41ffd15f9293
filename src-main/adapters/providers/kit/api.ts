/** @file JSON calls to a provider’s API: signs them in, parses answers, and turns refusals into failures. */
import type { z } from 'zod'
import { isSameOrigin } from '../../../contract/addresses/origins.ts'
import { type Failure, FailureError, failure } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import { problemOf, WITH_PHRASES } from '../../../contract/i18n/schema-phrases.ts'
import { withClock } from '../../../engine/network/clock-skew.ts'
import { bodyOf, type Http, type HttpAnswer } from '../../../engine/ports/http.ts'
import type { ProviderContext } from '../../../engine/providers/provider.ts'
import { portalFailure, retryAfter, serverMessage } from '../../tus/answers.ts'
import { mayCarrySecrets } from './addresses.ts'

export interface ApiOptions {
  readonly http: Http
  /** Paths are appended to it. */
  readonly base: string
  readonly accountName: string
  readonly context: ProviderContext
  /** The value of `Accept`. */
  readonly accept?: string
  /** Sign-in headers; sent to the origin of `base` only. */
  readonly signIn: () => Promise<Readonly<Record<string, string>>>
  /** The failure of a refusal at this provider; `null` maps it by its status. `message` is the provider’s own. */
  readonly explain?: (answer: HttpAnswer, message: string) => Failure | null
  /** The provider’s own message in an answer; without it the text of the body. */
  readonly messageIn?: (body: string) => string | null
}

export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Appended to the base; begins with a slash. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly json?: unknown
  /** Statuses besides 2xx that are returned instead of thrown. */
  readonly accepted?: readonly number[]
}

export type Api = ReturnType<typeof createApi>

/** Lists of videos can be long. */
const MAX_BYTES = 8 * 1024 * 1024

export function createApi(options: ApiOptions) {
  const { http, base, accountName, context, accept = 'application/json' } = options
  const owner = new URL(base)

  /** @throws FailureError for any status but 2xx and those of `accepted` */
  async function ask({ method, path, query = {}, json, accepted = [] }: ApiCall): Promise<HttpAnswer> {
    const url = new URL(base + path)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value))
    const answer = await http.call({
      method,
      url: url.href,
      headers: { accept, ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(json === undefined ? {} : { body: bodyOf(JSON.stringify(json)) }),
      signal: context.signal,
      timeouts: context.timeouts,
      maxBytes: MAX_BYTES,
      credentials: async (at) => (isSameOrigin(at, owner) && mayCarrySecrets(at) ? options.signIn() : {}),
    })
    if ((answer.status >= 200 && answer.status < 300) || accepted.includes(answer.status)) return answer
    const message = options.messageIn?.(answer.body) ?? serverMessage(answer)
    const problem =
      portalFailure(answer, 'probe') ?? options.explain?.(answer, message) ?? apiFailure(answer, accountName, message)
    throw new FailureError(withClock(problem, answer, Date.now()))
  }

  return {
    ask,

    /** The parsed JSON of the answer. @throws FailureError `server.answer` if it does not match the schema */
    async json<T>(schema: z.ZodType<T>, call: ApiCall): Promise<T> {
      return parseAnswer(schema, await ask(call))
    },

    /** A resource; `null` if the provider does not know it (any more). @throws FailureError `server.answer` */
    async find<T>(schema: z.ZodType<T>, path: string, query: ApiCall['query'] = {}): Promise<T | null> {
      const answer = await ask({ method: 'GET', path, query, accepted: [404] })
      return answer.status === 404 ? null : parseAnswer(schema, answer)
    },

    async remove(path: string): Promise<'deleted' | 'gone'> {
      const answer = await ask({ method: 'DELETE', path, accepted: [404] })
      return answer.status === 404 ? 'gone' : 'deleted'
    },
  }
}

/** @throws FailureError `server.answer` with the address of the request and the reason */
export function parseAnswer<T>(schema: z.ZodType<T>, answer: HttpAnswer): T {
  const { host, origin, pathname } = new URL(answer.url)
  // A query may be a key.
  const asked = `${origin}${pathname}`
  let value: unknown
  try {
    value = JSON.parse(answer.body)
  } catch {
    throw new FailureError(
      failure(
        'server.answer',
        { host, asked, reason: phrase('{status} without JSON', { status: answer.status }) },
        { detail: serverMessage(answer) },
      ),
    )
  }
  const parsed = schema.safeParse(value, WITH_PHRASES)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const reason = phrase('{place}: {problem}', {
    place: issue?.path.join('.') || phrase('the answer'),
    problem: issue ? problemOf(issue) : phrase('not as expected'),
  })
  throw new FailureError(failure('server.answer', { host, asked, reason }))
}

/** The parsed JSON of a body; `null` if it is not JSON or does not match the schema. */
export function readJson<T>(schema: z.ZodType<T>, body: string): T | null {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return null
  }
  const parsed = schema.safeParse(value)
  return parsed.success ? parsed.data : null
}

/** The failure of a refusal by its status, as at any provider. */
export function apiFailure(answer: HttpAnswer, account: string, detail: string): Failure {
  const { status } = answer
  const host = new URL(answer.url).host
  const retryAfterMs = retryAfter(answer, Date.now())
  if (status === 401) return failure('account.signIn', { account, status }, { detail })
  if (status === 402) return failure('account.quota', { account, status }, { detail })
  if (status === 403) return failure('account.forbidden', { account, status }, { detail })
  if (status === 429) return failure('server.busy', { host, status }, { detail, retryAfterMs })
  if (status === 503 && retryAfterMs !== undefined) return failure('server.busy', { host, status }, { detail, retryAfterMs })
  if (status >= 500 || status === 408 || status === 425)
    return failure('server.error', { host, status }, { detail, retryAfterMs })
  return failure('server.rejected', { host, status }, { detail })
}
