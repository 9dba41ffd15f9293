/**
 * @file One run of tus-js-client, of which this is the only user. The library runs without its retries, without resume by fingerprint,
 * and without an `endpoint` on resume (it would silently create a second upload). Every answer is checked before the library sees it,
 * and every request ends.
 */
import { type DetailedError, Upload } from 'tus-js-client'
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { withClock } from '../../engine/network/clock-skew.ts'
import type { Http, HttpAnswer } from '../../engine/ports/http.ts'
import type { TransferJob, TransferOutcome, TusRequestKind } from '../../engine/ports/transfer.ts'
import {
  asUnknownAtOnce,
  blockedFailure,
  capabilitiesIn,
  expiryIn,
  meansDataLoss,
  type OffsetResult,
  portalFailure,
  resumeOffset,
  sentOffset,
  statusFailure,
  uploadLocation,
} from './answers.ts'
import { type ChecksumAlgorithm, checksumOf, isChecked } from './checksums.ts'
import type { CookieJars } from './cookies.ts'
import { createFileReader } from './file-reader.ts'
import { createHttpStack } from './http-stack.ts'
import { createRequestSizes } from './request-sizes.ts'

/** Request size for servers that discard interrupted requests. */
const FALLBACK_CHUNK_BYTES = 50 * 1024 * 1024
/** How long an upload that is stopped waits for the answer to its creation. */
const CREATION_GRACE_MS = 5_000
/** A server that keeps the bytes of interrupted requests has kept some of so many bytes. */
const KEPT_FROM_BYTES = 8 * 1024 * 1024

const METHODS: Readonly<Record<string, TusRequestKind>> = { POST: 'create', HEAD: 'resume', PATCH: 'send' }

/** How one run of tus-js-client ends. `smaller`: the upload can only be resumed with smaller requests. */
type RunEnd =
  | TransferOutcome
  | {
      readonly kind: 'smaller'
      readonly chunkBytes: number
      readonly refusal: Failure
      readonly uploadUrl: string
      readonly acceptedBytes: number
    }

export interface RunDeps {
  readonly http: Http
  readonly now: () => number
  readonly jars: CookieJars
  /** Called for requests that can carry a checksum only. */
  readonly algorithmFor: (uploadUrl: string) => Promise<ChecksumAlgorithm | null>
}

/**
 * Drives one tus-js-client upload. Settles only when none of its requests is in progress.
 *
 * @param address the stored upload address, or the one to create it at
 */
export function runUpload(address: string, job: TransferJob, { http, now, jars, algorithmFor }: RunDeps): Promise<RunEnd> {
  const { source, target, signal } = job
  const calls = new AbortController()
  const cookies = jars.of(job.uploadUrl)
  const stack = createHttpStack({
    http,
    access: target,
    sender: job.sender,
    signal: calls.signal,
    onSent: job.onInFlight,
    cookies,
    isDoubtful: (method, answer) => method === 'HEAD' && meansDataLoss(answer, source.sizeBytes, job.acceptedBytes),
  })
  /** The part of the file that the current request sends. */
  let part = { start: 0, sizeBytes: 0 }
  let checksum: string | null = null
  let confirmed = 0
  /** Bytes whose checksum the server has verified in this run. */
  let checkedBytes = 0
  let uploadUrl = job.uploadUrl
  const sizes = createRequestSizes(target, source.sizeBytes, () => performance.now())
  /** The next request size, once a request was too large. */
  let smaller: number | null = null
  /** A creation request is in progress. */
  let creating = false

  return new Promise((resolve) => {
    let settled = false
    let graceTimer: NodeJS.Timeout | undefined
    const settle = (outcome: RunEnd): void => {
      if (settled) return
      settled = true
      clearTimeout(graceTimer)
      signal.removeEventListener('abort', onAbort)
      calls.abort()
      void upload.abort()
      void stack.idle().then(() => resolve(outcome))
    }
    const endAborted = (): void => settle({ kind: 'aborted' })
    // An upload that is being created can be deleted or resumed only once its address is known.
    const onAbort = (): void => {
      if (creating) graceTimer = setTimeout(endAborted, CREATION_GRACE_MS)
      else endAborted()
    }

    const upload = new Upload({} as Blob, {
      ...(job.uploadUrl === null ? { endpoint: address } : { uploadUrl: address, endpoint: null }),
      metadata: { ...target.metadata },
      chunkSize: sizes.next(),
      uploadSize: source.sizeBytes,
      retryDelays: null,
      storeFingerprintForResuming: false,
      fingerprint: () => Promise.resolve('not used'),
      httpStack: stack,
      onBeforeRequest: (request) => {
        // A cache in between may hold an older offset.
        if (request.getMethod() === 'HEAD') request.setHeader('Cache-Control', 'no-cache')
        if (request.getMethod() === 'PATCH' && checksum !== null) request.setHeader('Upload-Checksum', checksum)
        if (request.getMethod() !== 'POST') return
        creating = true
        for (const [name, value] of Object.entries(target.creationHeaders ?? {})) request.setHeader(name, value)
      },
      fileReader: createFileReader(
        source,
        () => performance.now(),
        async (start, sizeBytes) => {
          part = { start, sizeBytes }
          checksum = await checksumFor(part)
          sizes.began(sizeBytes)
        },
      ),
      onAfterResponse: async (request, response) => {
        const kind = METHODS[request.getMethod()] ?? 'send'
        const answer = response.getUnderlyingObject() as HttpAnswer
        if (portalFailure(answer, kind) && (await answersOtherRequests(kind)))
          throw new FailureError(blockedFailure(answer, kind))
        check(kind, answer)
      },
      onSuccess: () =>
        settle(
          confirmed === source.sizeBytes
            ? { kind: 'complete', ...(checkedBytes > 0 && checkedBytes === confirmed ? { isChecked: true as const } : {}) }
            : { kind: 'failed', failure: incompleteFailure(address, job, confirmed) },
        ),
      onError: (error) => (signal.aborted ? endAborted() : settle(endAfter(failureIn(error)))),
    })

    /** A captive portal answers every request with its page; a page for one kind of request comes from the server. */
    async function answersOtherRequests(kind: TusRequestKind): Promise<boolean> {
      const exists = uploadUrl !== null && kind === 'send'
      const [method, url, headers] = exists
        ? (['HEAD', uploadUrl ?? address, { 'Tus-Resumable': '1.0.0', 'Cache-Control': 'no-cache' }] as const)
        : (['OPTIONS', address, {}] as const)
      try {
        const { timeouts, credentials } = target
        const answer = await http.call({ method, url, headers, signal: calls.signal, timeouts, credentials })
        if (portalFailure(answer, exists ? 'resume' : 'probe') || answer.status >= 300) return false
        return exists ? answer.headers['upload-offset'] !== undefined : capabilitiesIn(answer) !== null
      } catch {
        // Without any answer of tus it is a captive portal.
        return false
      }
    }

    async function checksumFor(request: typeof part): Promise<string | null> {
      const algorithm = isChecked(request.sizeBytes, sizes.next()) ? await algorithmFor(uploadUrl ?? address) : null
      return algorithm === null ? null : checksumOf(source, request, algorithm, signal)
    }

    function endAfter(problem: Failure): RunEnd {
      if (problem.code === 'network.stalled') reportSize(sizes.tooSlow())
      if (smaller === null || uploadUrl === null) return { kind: 'failed', failure: problem }
      return { kind: 'smaller', chunkBytes: smaller, refusal: problem, uploadUrl, acceptedBytes: confirmed }
    }

    function reportSize(chunkBytes: number | null): void {
      if (chunkBytes !== null) job.onLearned?.(chunkBytes)
    }

    /** Checks an answer before tus-js-client sees it. @throws FailureError if it must not be used */
    function check(kind: TusRequestKind, answer: HttpAnswer): void {
      creating = false
      const refused = answer.status < 200 || answer.status >= 300
      const explained = refused && !portalFailure(answer, kind) ? target.explain?.(answer, kind) : null
      const named =
        explained ?? statusFailure(answer, { kind, accountName: target.accountName, sizeBytes: source.sizeBytes }, now())
      const problem = named && job.uploadUrl === null && kind === 'send' && confirmed === 0 ? asUnknownAtOnce(named) : named
      if (kind === 'send' && answer.status === 408) reportSize(sizes.tooSlow())
      if (kind === 'send' && problem?.code === 'upload.tooLarge') smaller = sizes.tooLarge()
      if (problem) throw new FailureError(withClock(problem, answer, now()))
      if (kind === 'create') onCreated(answer)
      else if (kind === 'resume') onResumed(answer)
      else onSent(answer)
    }

    function onCreated(answer: HttpAnswer): void {
      const created = uploadLocation(answer)
      if (created.failure) throw new FailureError(created.failure)
      if (target.mayUpload && !target.mayUpload(new URL(created.url))) {
        throw new FailureError(failure('server.foreign', { host: new URL(address).host, target: new URL(created.url).host }))
      }
      const expiresAt = expiryIn(answer) ?? target.expiresAt ?? null
      uploadUrl = created.url
      jars.set(created.url, cookies)
      job.onCreated({ uploadUrl: created.url, remoteId: target.remoteIdIn?.(answer.headers) ?? null, expiresAt })
      if (signal.aborted) endAborted()
      else job.onSending({ offset: 0, expiresAt, learnedChunkBytes: null })
    }

    function onResumed(answer: HttpAnswer): void {
      const offset = accepted(resumeOffset(answer, source.sizeBytes, job.acceptedBytes))
      const keptNothing = target.chunkBytes === null && offset === job.acceptedBytes && job.unconfirmedBytes >= KEPT_FROM_BYTES
      if (keptNothing) sizes.beginWith(FALLBACK_CHUNK_BYTES)
      upload.options.chunkSize = sizes.next()
      job.onSending({ offset, expiresAt: expiryIn(answer), learnedChunkBytes: keptNothing ? FALLBACK_CHUNK_BYTES : null })
    }

    function onSent(answer: HttpAnswer): void {
      const offset = accepted(sentOffset(answer, part.start, part.sizeBytes))
      // The checksum was verified only if the whole part was accepted.
      if (checksum !== null && offset === part.start + part.sizeBytes) checkedBytes += part.sizeBytes
      job.onAccepted(offset)
      sizes.succeeded()
      upload.options.chunkSize = sizes.next()
    }

    function accepted(position: OffsetResult): number {
      if (position.failure) throw new FailureError(position.failure)
      confirmed = position.offset
      return position.offset
    }

    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    upload.start()
  })
}

function incompleteFailure(address: string, job: TransferJob, confirmed: number): Failure {
  const host = new URL(address).host
  return failure('server.answer', {
    host,
    reason: phrase('success after {confirmed} of {sizeBytes} bytes', { confirmed, sizeBytes: job.source.sizeBytes }),
  })
}

/** tus-js-client wraps errors that our adapters throw: the failure is their cause. */
function failureIn(error: Error | DetailedError): Failure {
  const cause = 'causingError' in error ? error.causingError : null
  return failureFrom(cause ?? error)
}
