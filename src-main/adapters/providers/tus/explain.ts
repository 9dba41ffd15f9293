/** @file Failures of refused requests to plain tus servers, where the rules of tus do not fit. */
import { isSameOrigin } from '../../../contract/addresses/origins.ts'
import { type Failure, failure } from '../../../contract/errors/errors.ts'
import type { HttpAnswer } from '../../../engine/ports/http.ts'
import type { TusRequestKind } from '../../../engine/ports/transfer.ts'
import { serverMessage, statusFailure } from '../../tus/answers.ts'

interface ExplainOptions {
  readonly endpoint: URL
  readonly accountName: string
  readonly sizeBytes: number
  /** Whether the account has headers, which are sent to the endpoint. */
  readonly signsIn: boolean
  readonly now: () => number
}

/** `null` leaves an answer to the rules of tus. */
export function explainer({ endpoint, accountName, sizeBytes, signsIn, now }: ExplainOptions) {
  const isSupabase = /\/upload\/resumable(\/sign)?\/?$/.test(endpoint.pathname)
  return (answer: HttpAnswer, kind: TusRequestKind): Failure | null => {
    if (isSupabase && isWrongToken(answer, kind)) {
      return failure('account.signIn', { account: accountName, status: answer.status }, { detail: serverMessage(answer) })
    }
    const url = new URL(answer.url)
    const isOtherOrigin = (answer.status === 401 || answer.status === 403) && signsIn && !isSameOrigin(url, endpoint)
    const problem = isOtherOrigin ? statusFailure(answer, { kind, accountName, sizeBytes }, now()) : null
    if (!problem) return null
    const hint = `${url.origin} is another place than ${endpoint.origin}, which the headers of this account are for, and got none.`
    return { ...problem, detail: problem.detail ? `${hint} It says: ${problem.detail}` : hint }
  }
}

/**
 * Supabase answers 400, not 401, to a token that is wrong or has run out (supabase/storage, jwt plugin). The answer to
 * HEAD has no message, and nothing but the token can be wrong with such a request.
 */
function isWrongToken({ status, body }: HttpAnswer, kind: TusRequestKind): boolean {
  return status === 400 && (kind === 'resume' || /\b(jwt|jws)\b|invalid signature/i.test(body))
}
