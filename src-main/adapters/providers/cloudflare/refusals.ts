/**
 * @file Turns refusals of Cloudflare into failures. Every answer of the API is an envelope `{ result, success, errors, messages }`
 * (Cloudflare API reference); the messages in `errors` are shown as they are.
 */
import { z } from 'zod'
import { type Failure, failure } from '../../../contract/errors/errors.ts'
import type { HttpAnswer } from '../../../engine/ports/http.ts'
import type { TusRequestKind } from '../../../engine/ports/transfer.ts'
import { retryAfter, serverMessage, statusFailure } from '../../tus/answers.ts'
import { apiFailure, readJson } from '../kit/api.ts'
import { number, requiredList, requiredText } from '../kit/schemas.ts'

/** Codes of the Stream API, as older API docs list them; only those that change what Reelay does. */
const CODE = {
  signIn: 10_001,
  notAuthorized: 10_002,
  tooLarge: 10_014,
  tooManyRequests: 10_016,
  expired: 10_017,
  alreadyUploaded: 10_018,
}

export const refusal = z.object({ errors: requiredList(z.object({ code: number, message: requiredText })) })

interface Refusal {
  readonly codes: readonly number[]
  readonly message: string
}

/** The messages with their codes, or `null` if the body is no such envelope. */
export function refusalIn(body: string): Refusal | null {
  const errors = readJson(refusal, body)?.errors ?? []
  if (errors.length === 0) return null
  return {
    codes: errors.flatMap(({ code }) => code ?? []),
    message: errors.map(({ code, message }) => (code == null ? message : `${message} (code ${code})`)).join('; '),
  }
}

/** A refused call of the API. */
export function explainApi(answer: HttpAnswer, message: string, accountName: string): Failure {
  return knownRefusal(answer, message, accountName) ?? apiFailure(answer, accountName, message)
}

interface UploadFacts {
  readonly accountName: string
  readonly sizeBytes: number
  /** The key is not sent to the upload server. */
  readonly directUser: boolean
  /** When the host drops the upload, epoch ms; `null` if unknown. */
  readonly expiresAt: number | null
  readonly now: number
}

/** A refused tus request. What is not listed here means what it means in tus, with the provider’s own message. */
export function explainUpload(answer: HttpAnswer, kind: TusRequestKind, upload: UploadFacts): Failure | null {
  const { accountName } = upload
  const refusal = refusalIn(answer.body)
  const message = refusal?.message ?? serverMessage(answer)
  const existing = kind === 'resume' || kind === 'send'
  const host = new URL(answer.url).host
  if (existing && refusal?.codes.includes(CODE.expired)) return failure('upload.expired', { host }, { detail: message })
  if (existing && isExpired(answer.status, upload)) return failure('upload.expired', { host }, { detail: message })
  if (existing && refusal?.codes.includes(CODE.alreadyUploaded)) return failure('upload.refused', { host }, { detail: message })
  // Where the key is not sent, a refusal is about the address: the account goes on with its other uploads.
  if (existing && upload.directUser && (answer.status === 401 || answer.status === 403)) {
    return failure('upload.refused', { host }, { detail: message })
  }
  // The answer to HEAD has no message. Users of the API report that the upload server answers 400 where the sign-in is missing.
  if (kind === 'resume' && answer.status === 400 && !upload.directUser) {
    const detail = 'The upload host answered 400, as it does without a valid key.'
    return failure('account.signIn', { account: accountName, status: 400 }, { detail })
  }
  if (!existing || refusal) {
    const known = knownRefusal(answer, message, accountName)
    if (known) return known
  }
  if (kind === 'create' && answer.status !== 413) return apiFailure(answer, accountName, message)
  return statusFailure({ ...answer, body: message }, { kind, accountName, sizeBytes: upload.sizeBytes }, upload.now)
}

/** How an expired upload is refused is not documented, and the answer to HEAD has no text: after the expiry any of these statuses counts. */
function isExpired(status: number, { directUser, expiresAt, now }: UploadFacts): boolean {
  const statuses = directUser ? [400, 401, 403, 404, 410] : [400, 403, 404, 410]
  return expiresAt !== null && now >= expiresAt && statuses.includes(status)
}

/** The failure of a code or a status that means the same in any answer of Cloudflare; `null` for others. */
function knownRefusal(answer: HttpAnswer, detail: string, account: string): Failure | null {
  const { status } = answer
  const codes = refusalIn(answer.body)?.codes ?? []
  const host = new URL(answer.url).host
  const retryAfterMs = retryAfter(answer, Date.now())
  if (codes.includes(CODE.signIn)) return failure('account.signIn', { account, status }, { detail })
  if (codes.includes(CODE.notAuthorized)) return failure('account.forbidden', { account, status }, { detail })
  if (codes.includes(CODE.tooManyRequests)) return failure('server.busy', { host, status }, { detail, retryAfterMs })
  if (status !== 413 || codes.includes(CODE.tooLarge)) return null
  // Too many videos that are queued or encoded at once are refused with 413, too; the text shows it (Cloudflare docs, faq).
  if (/queue|encod/i.test(detail) && !/storage/i.test(detail))
    return failure('server.busy', { host, status }, { detail, retryAfterMs })
  // 413 with 10011 and “Storage capacity exceeded …” was seen by users of the API: full, not too large.
  return failure('account.quota', { account, status }, { detail })
}
