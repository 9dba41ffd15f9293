/**
 * @file What a refusal of Cloudflare means. Every answer of the API is an envelope `{ result, success, errors, messages }`
 * (Cloudflare API reference); the words in `errors` are shown as they are.
 */
import { z } from 'zod'
import { type Failure, failure } from '../../../contract/errors.ts'
import type { HttpAnswer } from '../../../engine/ports/http.ts'
import type { TusAsked } from '../../../engine/ports/transfer.ts'
import { retryAfter, serverWords, statusFailure } from '../../tus/answers.ts'
import { apiFailure, readJson } from '../kit/api.ts'

/** Codes of the Stream API, as older API docs list them; only those that change what Reelay does. */
const CODE = {
  signIn: 10_001,
  notAuthorized: 10_002,
  tooLarge: 10_014,
  tooManyRequests: 10_016,
  expired: 10_017,
  alreadyUploaded: 10_018,
}

const envelopeSchema = z.object({
  errors: z.array(z.object({ code: z.number().optional(), message: z.string() })).min(1),
})

interface Refusal {
  readonly codes: readonly number[]
  readonly words: string
}

/** The host’s words with their codes, or `null` when the body is something else. */
export function refusalIn(body: string): Refusal | null {
  const envelope = readJson(envelopeSchema, body)
  if (!envelope) return null
  const { errors } = envelope
  return {
    codes: errors.flatMap(({ code }) => (code === undefined ? [] : [code])),
    words: errors.map(({ code, message }) => (code === undefined ? message : `${message} (code ${code})`)).join('; '),
  }
}

/** A refused call of the API. */
export function explainApi(answer: HttpAnswer, words: string, accountName: string): Failure {
  return special(answer, words, accountName) ?? apiFailure(answer, accountName, words)
}

export interface Asker {
  readonly accountName: string
  readonly sizeBytes: number
  /** The key is not sent to the upload host. */
  readonly directUser: boolean
  readonly now: number
}

/** A refused request of the upload itself. What is not special here means what it means in tus, with the host’s own words. */
export function explainUpload(answer: HttpAnswer, asked: TusAsked, asker: Asker): Failure | null {
  const { accountName } = asker
  const refusal = refusalIn(answer.body)
  const words = refusal?.words ?? serverWords(answer)
  const existing = asked === 'resume' || asked === 'send'
  const host = new URL(answer.url).host
  if (existing && refusal?.codes.includes(CODE.expired)) return failure('upload.expired', { host }, { detail: words })
  if (existing && refusal?.codes.includes(CODE.alreadyUploaded)) return failure('upload.refused', { host }, { detail: words })
  // Where the key is not sent, a refusal is about the address: the account is not to blame and goes on with its other uploads.
  if (existing && asker.directUser && (answer.status === 401 || answer.status === 403)) {
    return failure('upload.refused', { host }, { detail: words })
  }
  // The answer to HEAD has no words. Users of the API report that the upload host answers 400 where the sign-in is missing.
  if (asked === 'resume' && answer.status === 400 && !asker.directUser) {
    const detail = 'The upload host answered 400, as it does without a valid key.'
    return failure('account.signIn', { account: accountName, status: 400 }, { detail })
  }
  if (!existing || refusal) {
    const own = special(answer, words, accountName)
    if (own) return own
  }
  if (asked === 'create' && answer.status !== 413) return apiFailure(answer, accountName, words)
  return statusFailure({ ...answer, body: words }, { asked, accountName, sizeBytes: asker.sizeBytes }, asker.now)
}

/** What a code or a status means at Cloudflare wherever it turns up. */
function special(answer: HttpAnswer, detail: string, account: string): Failure | null {
  const { status } = answer
  const codes = refusalIn(answer.body)?.codes ?? []
  const host = new URL(answer.url).host
  const retryAfterMs = retryAfter(answer.headers['retry-after'], Date.now())
  if (codes.includes(CODE.signIn)) return failure('account.signIn', { account, status }, { detail })
  if (codes.includes(CODE.notAuthorized)) return failure('account.forbidden', { account, status }, { detail })
  if (codes.includes(CODE.tooManyRequests)) return failure('server.busy', { host, status }, { detail, retryAfterMs })
  if (status !== 413 || codes.includes(CODE.tooLarge)) return null
  // Too many videos that are queued or encoded at once are refused with 413, too, with a text that says so (Cloudflare docs, faq).
  if (/queue|encod/i.test(detail) && !/storage/i.test(detail))
    return failure('server.busy', { host, status }, { detail, retryAfterMs })
  // 413 with 10011 and “Storage capacity exceeded …” was seen by users of the API: full, not too large.
  return failure('account.quota', { account, status }, { detail })
}
