/** @file Turns refusals of Gcore’s API and upload servers into failures. Pure. */
import { type Failure, failure } from '../../../contract/errors/errors.ts'
import type { HttpAnswer } from '../../../engine/ports/http.ts'
import type { TusRequestKind } from '../../../engine/ports/transfer.ts'
import { inOneLine, retryAfter, serverMessage, statusFailure } from '../../tus/answers.ts'

/**
 * Gcore’s own message in a refusal, without anything that is a key. Four shapes are documented: a map `errors`, `error`
 * (both Gcore OpenAPI), `message` (Gcore docs, error handling) and plain text (upload servers, Gcore guide).
 */
export function messageOf(body: string): string | null {
  return inOneLine(withoutKeys(rawMessageIn(body))) || null
}

function rawMessageIn(body: string): string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return serverMessage({ body })
  }
  if (typeof value === 'string') return value
  if (!isRecord(value)) return body
  const { errors, error, message } = value
  return errorMap(errors) ?? textOf(error) ?? textOf(message) ?? body
}

/** `{"name": ["can't be blank"]}` → `name can't be blank`; lists of texts are known from other calls. */
function errorMap(errors: unknown): string | null {
  if (Array.isArray(errors)) return errors.map(messageOfError).join(', ') || null
  if (!isRecord(errors)) return textOf(errors)
  const parts = Object.entries(errors).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.map(messageOfError).join(', ') : messageOfError(value)}`,
  )
  return parts.join('; ') || null
}

/** A text as it is, the message of an object, or anything else as JSON. */
function messageOfError(value: unknown): string {
  if (typeof value === 'string') return value
  return (isRecord(value) ? textOf(value['message']) : null) ?? JSON.stringify(value) ?? ''
}

/** Upload tokens begin with `eyJ`; Gcore repeats tokens, and links of imports may hold a name and a password. */
function withoutKeys(text: string): string {
  return text
    .replace(/(token invalid\s*)\((?!null\))[^)]*(\)|$)/gi, '$1(…)')
    .replace(/(bad permanent token:?\s*)\S+/gi, '$1…')
    .replace(/(apikey\s+)\S+/gi, '$1…')
    .replace(/\beyJ[\w.+/=-]+/g, '…')
    .replace(/\b([a-z]+):\/\/[^\s"/@]*@[^\s"]*/gi, '$1://…')
}

/** The failure of a refused API call; `null` where its status is enough. */
export function explainApi(answer: HttpAnswer, account: string, message: string): Failure | null {
  const { status } = answer
  const host = new URL(answer.url).host
  const retryAfterMs = retryAfter(answer, Date.now())
  // Gcore docs, vod-status: the message for an account without room.
  if (/storage limit has been exceeded/i.test(message)) return failure('account.quota', { account, status }, { detail: message })
  // Gcore OpenAPI: “Queue limit reached (100), try later.”
  if (/queue limit reached/i.test(message)) return failure('server.busy', { host, status }, { detail: message, retryAfterMs })
  return null
}

/** Gcore OpenAPI: “Feature is disabled. Contact support to enable.” */
export function isDisabledFeature(problem: Failure): boolean {
  return /feature is disabled/i.test(problem.detail ?? '')
}

interface UploadContext {
  readonly accountName: string
  readonly sizeBytes: number
  readonly now: () => number
}

/**
 * The failure of a refused request to an upload server (Gcore guide, common tus errors). Wrong parameters are answered with status 500,
 * which elsewhere means “try again”, so the text decides. Every answer is mapped here, so that no token is shown.
 */
export function explainUpload(answer: HttpAnswer, kind: TusRequestKind, upload: UploadContext): Failure {
  const { status } = answer
  const host = new URL(answer.url).host
  const message = messageOf(answer.body) ?? ''
  const detail = message === '' ? undefined : message
  // Only the creation needs the token; a new one is requested once.
  if (/token invalid/i.test(message)) return failure('upload.token', { host, status }, { detail })
  if (/does not match this (video|client)/i.test(message)) return failure('upload.refused', { host, status }, { detail })
  if (status === 405 && kind === 'create') {
    const documented = 'unexpected response while creating upload session; check parameters'
    return failure('upload.refused', { host, status }, { detail: detail ?? documented })
  }
  const shown = { ...answer, body: message }
  const problem = statusFailure(shown, { kind, accountName: upload.accountName, sizeBytes: upload.sizeBytes }, upload.now())
  return problem ?? failure('server.rejected', { host, status }, { detail })
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
