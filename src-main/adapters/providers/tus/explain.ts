/** @file What refusals of a plain tus server mean where its kind of server is known, and without the keys they repeat. */
import { type Failure, failure } from '../../../contract/errors.ts'
import type { HttpAnswer, TusAsked } from '../../../engine/ports.ts'
import { serverWords, statusFailure } from '../../tus/answers.ts'
import { withoutSecrets } from '../kit/api.ts'

export interface ExplainOptions {
  readonly endpoint: URL
  readonly accountName: string
  readonly sizeBytes: number
  /** Values of headers that were sent. */
  readonly sent: () => readonly string[]
  readonly now: () => number
}

/** `null` leaves an answer to the rules of tus. */
export function explainer({ endpoint, accountName, sizeBytes, sent, now }: ExplainOptions) {
  const isSupabase = /\/upload\/resumable(\/sign)?\/?$/.test(endpoint.pathname)
  return (answer: HttpAnswer, asked: TusAsked): Failure | null => {
    // `Bearer abc` may be repeated as a whole or as its last word.
    const secrets = sent().flatMap((value) => [value, value.split(' ').at(-1) ?? ''])
    const clean = { ...answer, body: withoutSecrets(answer.body, secrets) }
    if (isSupabase && isWrongToken(clean, asked)) {
      return failure('account.signIn', { account: accountName, status: answer.status }, { detail: serverWords(clean) })
    }
    return clean.body === answer.body ? null : statusFailure(clean, { asked, accountName, sizeBytes }, now())
  }
}

/**
 * Supabase answers 400, not 401, to a token that is wrong or has run out (supabase/storage, jwt plugin). To HEAD there are
 * no words with it, and nothing but the token can be wrong about one.
 */
function isWrongToken({ status, body }: HttpAnswer, asked: TusAsked): boolean {
  return status === 400 && (asked === 'resume' || /\b(jwt|jws)\b|invalid signature/i.test(body))
}
