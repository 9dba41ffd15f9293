/** @file Interprets answers of tus servers: as a failure, an offset, or the address of an upload. Pure. */
import { type Failure, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, type Phrase, phrase, quantity } from '../../contract/i18n/phrase.ts'
import { serverTime } from '../../engine/network/clock-skew.ts'
import type { HttpAnswer } from '../../engine/ports/http.ts'
import type { TusCapabilities, TusRequestKind } from '../../engine/ports/transfer.ts'
import { isWebPage } from '../../engine/web-page.ts'
import { plainText } from './plain-text.ts'

interface RequestFacts {
  readonly kind: TusRequestKind
  readonly accountName: string
  readonly sizeBytes: number
}

/** A message is taken from this many characters of a body at most. */
const MAX_CHARACTERS = 16_384
const SECOND = 1_000
/** Longest wait; a longer time-out would overflow and fire at once. */
const MAX_MS = 7 * 24 * 3_600 * SECOND

/**
 * The failure of an answer by its status; `null` for a success.
 *
 * tus 1.0.0: 404, 410 or 403 on HEAD mean that the upload is gone; 409 a wrong offset; 412 another version; 413 too large;
 * 423 a lock. Unlike in the protocol, 403 does not mean “gone” here, because it is also the answer to sign-in problems and of
 * middleboxes.
 */
export function statusFailure(answer: HttpAnswer, { kind, accountName, sizeBytes }: RequestFacts, now: number): Failure | null {
  const { status } = answer
  const portal = portalFailure(answer, kind)
  if (portal) return portal
  if (status >= 200 && status < 300) return null
  const host = new URL(answer.url).host
  const detail = serverMessage(answer)
  const retryAfterMs = retryAfter(answer, now)
  const existing = kind === 'resume' || kind === 'send'
  if (status >= 300 && status < 400)
    return failure('server.notTus', { host, reason: phrase('a redirect ({status})', { status }) })
  switch (status) {
    case 401:
      return failure('account.signIn', { account: accountName, status }, { detail })
    case 403:
      return failure('account.forbidden', { account: accountName, status }, { detail })
    case 404:
    case 410:
      if (existing) return failure('upload.expired', { host, status }, { detail })
      return failure('server.notFound', { url: answer.url, host, status }, { detail })
    case 405:
      return existing
        ? failure('server.rejected', { host, status }, { detail })
        : failure('server.notTus', { host, reason: phrase('405, not for uploads') })
    case 409:
      return failure(existing ? 'upload.conflict' : 'server.rejected', { host, status }, { detail })
    case 412:
      return failure('server.notTus', { host, reason: phrase('another version of tus') }, { detail })
    case 413:
      return failure('upload.tooLarge', { host, size: quantity(sizeBytes), limit: phrase('less') }, { detail })
    case 423:
      return failure('upload.locked', { host, status }, { detail, retryAfterMs })
    case 429:
      return failure('server.busy', { host, status }, { detail, retryAfterMs })
    case 460:
      return failure('upload.checksum', { host, status }, { detail })
    case 503:
      return failure(retryAfterMs === undefined ? 'server.error' : 'server.busy', { host, status }, { detail, retryAfterMs })
    case 408:
    case 425:
      return failure('server.error', { host, status }, { detail, retryAfterMs })
    default:
      return failure(status >= 500 ? 'server.error' : 'server.rejected', { host, status }, { detail, retryAfterMs })
  }
}

/**
 * The failure of a web page that no tus server would send: something in between has answered, such as the captive portal of a
 * hotel. For an existing upload a page is one also with a status of success or redirection, if it has no offset.
 */
export function portalFailure(answer: HttpAnswer, kind: TusRequestKind): Failure | null {
  if (!isWebPage(answer)) return null
  const { status, headers } = answer
  const existing = kind === 'resume' || kind === 'send'
  const isFakeSuccess = existing && status >= 200 && status < 400 && headers['upload-offset'] === undefined
  if (status !== 403 && status !== 511 && !isFakeSuccess) return null
  return failure('network.portal', { host: new URL(answer.url).host, status }, { detail: serverMessage(answer) })
}

/** The reason of `upload.blocked`, by the kind of request. */
const PAGE_REASONS: Readonly<Record<TusRequestKind, (status: number) => Phrase>> = {
  create: (status) => phrase('a web page ({status}) when asked to make the upload', { status }),
  resume: (status) => phrase('a web page ({status}) when asked how much has arrived', { status }),
  send: (status) => phrase('a web page ({status}) for the bytes that were sent', { status }),
  delete: (status) => phrase('a web page ({status}) when asked to delete the upload', { status }),
  probe: (status) => phrase('a web page ({status}) when asked what it offers', { status }),
}

/** The failure of a web page in answer to one kind of request, if the server answers others. */
export function blockedFailure(answer: HttpAnswer, kind: TusRequestKind): Failure {
  const { host } = new URL(answer.url)
  const { status } = answer
  return failure('upload.blocked', { host, status, reason: PAGE_REASONS[kind](status) }, { detail: serverMessage(answer) })
}

export type OffsetResult =
  | { readonly offset: number; readonly failure: null }
  | { readonly offset: null; readonly failure: Failure }

/**
 * The offset in the answer to HEAD. The length must be that of the file, the offset within it and not below the confirmed one.
 */
export function resumeOffset(answer: HttpAnswer, sizeBytes: number, acceptedBytes: number): OffsetResult {
  const host = new URL(answer.url).host
  const offset = wholeNumber(answer.headers['upload-offset'])
  const length = wholeNumber(answer.headers['upload-length'])
  if (offset === null || length === null)
    return rejected(missingHeader(answer, offset === null ? 'Upload-Offset' : 'Upload-Length'))
  if (length !== sizeBytes) return rejected(failure('upload.lengthMismatch', { host, theirs: length, ours: sizeBytes }))
  if (offset > length) return rejected(failure('upload.offsetBeyond', { host, now: offset }))
  if (offset < acceptedBytes) return rejected(failure('upload.offsetBackwards', { host, before: acceptedBytes, now: offset }))
  return { offset, failure: null }
}

/** The offset in the answer to PATCH. It must be greater than before, and not beyond the part that was sent. */
export function sentOffset(answer: HttpAnswer, from: number, partBytes: number): OffsetResult {
  const host = new URL(answer.url).host
  const offset = wholeNumber(answer.headers['upload-offset'])
  if (offset === null) return rejected(missingHeader(answer, 'Upload-Offset'))
  if (offset > from + partBytes) return rejected(failure('upload.offsetBeyond', { host, now: offset }))
  if (offset < from) return rejected(failure('upload.offsetBackwards', { host, before: from, now: offset }))
  if (offset === from) return rejected(failure('server.answer', { host, reason: phrase('success, but nothing was accepted') }))
  return { offset, failure: null }
}

type LocationResult = { readonly url: string; readonly failure: null } | { readonly url: null; readonly failure: Failure }

/**
 * The address of a new upload. tus allows a relative one, which is resolved against the address that answered. A server that is
 * reached over https must not lead to an unprotected address.
 */
export function uploadLocation(answer: HttpAnswer): LocationResult {
  const host = new URL(answer.url).host
  const location = answer.headers['location']
  if (location === undefined || !URL.canParse(location, answer.url)) {
    const reason = phrase('{answer} without an address for the upload', { answer: answerLabel(answer) })
    return { url: null, failure: failure('server.notTus', { host, reason }, { detail: serverMessage(answer) }) }
  }
  const url = new URL(location, answer.url)
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && new URL(answer.url).protocol === 'http:')
  if (!safe) return { url: null, failure: failure('server.location', { host, target: url.origin }) }
  return { url: url.href, failure: null }
}

/**
 * The answer with a `Location` that is absolute, decoded, and over TLS if the request was. tus-js-client continues with this address.
 */
export function withResolvedLocation(answer: HttpAnswer): HttpAnswer {
  const location = locationHeader(answer)
  if (location === undefined || !URL.canParse(location, answer.url)) return answer
  const url = overTls(new URL(location, answer.url), new URL(answer.url))
  return { ...answer, headers: { ...answer.headers, location: url.href } }
}

/** `Location`. Some servers send it as raw UTF-8, which Node decodes as one character per byte. */
function locationHeader(answer: HttpAnswer): string | undefined {
  const location = answer.headers['location']
  if (location === undefined || !/[\u0080-\u00ff]/.test(location)) return location
  const text = Buffer.from(location, 'latin1').toString('utf8')
  return text.includes('\ufffd') ? location : text
}

/**
 * Behind a proxy that terminates TLS, a server may name itself with `http:`. Requests to the same host then go to the origin that
 * answered.
 */
function overTls(url: URL, from: URL): URL {
  const isOwn = url.hostname === from.hostname && (url.port === '' || url.port === from.port)
  if (url.protocol !== 'http:' || from.protocol !== 'https:' || !isOwn) return url
  return new URL(url.pathname + url.search, from.origin)
}

/** Whether the answer to HEAD means that the server lost bytes that it had confirmed, or the whole upload. */
export function meansDataLoss(answer: HttpAnswer, sizeBytes: number, acceptedBytes: number): boolean {
  if (answer.status === 404 || answer.status === 410) return true
  if (answer.status < 200 || answer.status >= 300) return false
  return resumeOffset(answer, sizeBytes, acceptedBytes).failure?.code === 'upload.offsetBackwards'
}

/** An upload that is unknown right after its creation has not expired: it never was at the address that the server named. */
export function asUnknownAtOnce(problem: Failure): Failure {
  if (problem.code !== 'upload.expired') return problem
  return failure('upload.unknownAtOnce', problem.params, problem.detail === undefined ? {} : { detail: problem.detail })
}

/** The capabilities in an answer to OPTIONS; `null` if it is not that of a tus server. */
export function capabilitiesIn(answer: HttpAnswer): TusCapabilities | null {
  const versions = answer.headers['tus-version'] ?? answer.headers['tus-resumable']
  if (versions === undefined) return null
  const extensions = namesIn(answer.headers['tus-extension'])
  const checksums = extensions.includes('checksum') ? namesIn(answer.headers['tus-checksum-algorithm']) : []
  return { extensions, checksums, maxSizeBytes: wholeNumber(answer.headers['tus-max-size']) }
}

function namesIn(list = ''): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** `Upload-Expires` in epoch milliseconds. */
export function expiryIn(answer: HttpAnswer): number | null {
  const at = Date.parse(answer.headers['upload-expires'] ?? '')
  return Number.isNaN(at) ? null : at
}

/** `Retry-After` in milliseconds: of seconds, or of a date, which is by the clock of the server. @param now epoch milliseconds */
export function retryAfter(answer: Pick<HttpAnswer, 'headers'>, now: number): number | undefined {
  const value = answer.headers['retry-after']
  if (value === undefined) return undefined
  if (/^\d+$/.test(value.trim())) return Math.min(Number(value) * SECOND, MAX_MS)
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, Math.min(at - serverTime(answer, now), MAX_MS))
}

/**
 * The server’s own message, in one line and without markup. It is not shortened here, because a text that is cut before secrets are
 * redacted may end with half a secret.
 */
export function serverMessage({ body }: Pick<HttpAnswer, 'body'>): string {
  return inOneLine(plainText(body.slice(0, MAX_CHARACTERS)))
}

export function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function rejected(problem: Failure): OffsetResult {
  return { offset: null, failure: problem }
}

function missingHeader(answer: HttpAnswer, missing: string): Failure {
  const host = new URL(answer.url).host
  return failure(
    'server.answer',
    { host, reason: phrase('{answer} without {missing}', { answer: answerLabel(answer), missing }), status: answer.status },
    { detail: serverMessage(answer) },
  )
}

/** Describes an answer that is none of tus: its status, or that it is a web page. */
export function answerLabel(answer: HttpAnswer): DisplayText {
  const { status } = answer
  return isWebPage(answer) ? phrase('a web page ({status})', { status }) : String(status)
}

function wholeNumber(value: string | undefined): number | null {
  return value !== undefined && /^\d+$/.test(value.trim()) ? Number(value) : null
}
