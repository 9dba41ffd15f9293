/**
 * @file The only user of tus-js-client. It speaks the protocol; what it leaves open is closed here: no retries of its own,
 * no resume by fingerprint, no `endpoint` on resume (it would silently create a second upload), every answer checked
 * before it is believed, and an end for every call.
 */
import { type DetailedError, Upload } from 'tus-js-client'
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors.ts'
import type { Http, HttpAnswer, Transfer, TransferJob, TransferOutcome, TusAccess, TusCapabilities } from '../../engine/ports.ts'
import {
  type Asked,
  capabilitiesIn,
  createdAt,
  expiryIn,
  kindOfAnswer,
  type Position,
  resumePosition,
  sentPosition,
  serverWords,
  statusFailure,
} from './answers.ts'
import { createFileReader } from './file-reader.ts'
import { createHttpStack } from './http-stack.ts'

const MINUTE = 60_000
/** How long a server’s offer is believed. */
const CAPABILITIES_LIFE_MS = 10 * MINUTE
/** Request size for servers that keep nothing of an interrupted request. */
const FALLBACK_CHUNK_BYTES = 50 * 1024 * 1024
/** An interrupted request that had sent at least this much should have left something at a server that keeps parts. */
const TELLING_BYTES = 8 * 1024 * 1024

const ASKED: Readonly<Record<string, Asked>> = {
  POST: 'create',
  HEAD: 'resume',
  PATCH: 'send',
  DELETE: 'delete',
  OPTIONS: 'probe',
}

export function createTusTransfer({ http, now }: { http: Http; now: () => number }): Transfer {
  const offers = new Map<string, { readonly at: number; readonly offer: TusCapabilities | null }>()

  async function ask(method: 'OPTIONS' | 'DELETE', url: string, access: TusAccess, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = method === 'DELETE' ? { 'Tus-Resumable': '1.0.0' } : {}
    return http.call({ method, url, headers, signal, timeouts: access.timeouts, credentials: access.credentials })
  }

  async function probe(endpoint: string, access: TusAccess, signal: AbortSignal): Promise<TusCapabilities> {
    const answer = await ask('OPTIONS', endpoint, access, signal)
    const offer = capabilitiesIn(answer)
    if (offer) return offer
    const host = new URL(endpoint).host
    const problem = statusFailure(answer, { asked: 'probe', accountName: access.accountName, sizeBytes: 0 }, now())
    throw new FailureError(
      problem ?? failure('server.notTus', { host, reason: kindOfAnswer(answer) }, { detail: serverWords(answer) }),
    )
  }

  /** Not every server answers OPTIONS. What it does not say is found out by trying. */
  async function offerOf({ target, signal }: TransferJob): Promise<TusCapabilities | null> {
    const known = offers.get(target.endpoint)
    if (known && now() - known.at < CAPABILITIES_LIFE_MS) return known.offer
    const offer = await probe(target.endpoint, target, signal).catch((caught: unknown) => {
      if (failureFrom(caught).code.startsWith('network.')) throw caught
      return null
    })
    offers.set(target.endpoint, { at: now(), offer })
    return offer
  }

  /** What can be known before anything is made at the host. */
  async function checkOffer(job: TransferJob): Promise<void> {
    const offer = await offerOf(job)
    const host = new URL(job.target.endpoint).host
    const size = job.source.sizeBytes
    if (offer === null) return
    if (!offer.extensions.includes('creation')) throw new FailureError(failure('server.noCreation', { host }))
    if (offer.maxSizeBytes !== null && size > offer.maxSizeBytes) {
      throw new FailureError(failure('upload.tooLarge', { host, size, limit: offer.maxSizeBytes }))
    }
  }

  return {
    probe,

    async send(job) {
      try {
        if (job.uploadUrl === null) await checkOffer(job)
        return await runUpload(job, http, now)
      } catch (caught) {
        return job.signal.aborted ? { kind: 'aborted' } : { kind: 'failed', failure: failureFrom(caught) }
      }
    },

    async terminate(uploadUrl, access, signal) {
      const answer = await ask('DELETE', uploadUrl, access, signal)
      if (answer.status >= 200 && answer.status < 300) return 'deleted'
      if (answer.status === 404 || answer.status === 410) return 'gone'
      if (answer.status === 405 || answer.status === 501) return 'unsupported'
      const problem = statusFailure(answer, { asked: 'delete', accountName: access.accountName, sizeBytes: 0 }, now())
      throw new FailureError(problem ?? failure('server.rejected', { status: answer.status }))
    },
  }
}

/** Drives one tus-js-client upload. Settles only when no request of it is under way any more. */
function runUpload(job: TransferJob, http: Http, now: () => number): Promise<TransferOutcome> {
  const { source, target, signal } = job
  const stack = createHttpStack({ http, access: target, signal, onSent: job.onInFlight })
  /** The part of the file that the request under way sends. */
  let part = { start: 0, sizeBytes: 0 }
  let confirmed = 0

  return new Promise((resolve) => {
    let settled = false
    const settle = (outcome: TransferOutcome): void => {
      if (settled) return
      settled = true
      signal.removeEventListener('abort', onAbort)
      void upload.abort()
      void stack.idle().then(() => resolve(outcome))
    }
    const onAbort = (): void => settle({ kind: 'aborted' })

    const upload = new Upload({} as Blob, {
      ...(job.uploadUrl === null ? { endpoint: target.endpoint } : { uploadUrl: job.uploadUrl, endpoint: null }),
      metadata: { ...target.metadata },
      chunkSize: target.chunkBytes ?? Number.POSITIVE_INFINITY,
      uploadSize: source.sizeBytes,
      retryDelays: null,
      storeFingerprintForResuming: false,
      fingerprint: () => Promise.resolve('not used'),
      httpStack: stack,
      fileReader: createFileReader(source, now, (start, sizeBytes) => {
        part = { start, sizeBytes }
      }),
      onAfterResponse: (request, response) =>
        check(ASKED[request.getMethod()] ?? 'send', response.getUnderlyingObject() as HttpAnswer),
      onSuccess: () =>
        settle(confirmed === source.sizeBytes ? { kind: 'complete' } : { kind: 'failed', failure: unproven(job, confirmed) }),
      onError: (error) => settle({ kind: 'failed', failure: failureIn(error) }),
    })

    /** Sees every answer before tus-js-client does, and throws when it must not be believed. */
    function check(asked: Asked, answer: HttpAnswer): void {
      const problem = statusFailure(answer, { asked, accountName: target.accountName, sizeBytes: source.sizeBytes }, now())
      if (problem) throw new FailureError(problem)
      if (asked === 'create') onCreated(answer)
      else if (asked === 'resume') onResumed(answer)
      else onSent(answer)
    }

    function onCreated(answer: HttpAnswer): void {
      const created = createdAt(answer)
      if (created.failure) throw new FailureError(created.failure)
      const expiresAt = expiryIn(answer)
      job.onCreated({ uploadUrl: created.url, remoteId: null, expiresAt })
      job.onSending({ offset: 0, expiresAt, learnedChunkBytes: null })
    }

    function onResumed(answer: HttpAnswer): void {
      const offset = believed(resumePosition(answer, source.sizeBytes, job.acceptedBytes))
      const keptNothing = target.chunkBytes === null && offset === job.acceptedBytes && job.unconfirmedBytes >= TELLING_BYTES
      if (keptNothing) upload.options.chunkSize = FALLBACK_CHUNK_BYTES
      job.onSending({ offset, expiresAt: expiryIn(answer), learnedChunkBytes: keptNothing ? FALLBACK_CHUNK_BYTES : null })
    }

    function onSent(answer: HttpAnswer): void {
      job.onAccepted(believed(sentPosition(answer, part.start, part.sizeBytes)))
    }

    function believed(position: Position): number {
      if (position.failure) throw new FailureError(position.failure)
      confirmed = position.offset
      return position.offset
    }

    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    upload.start()
  })
}

function unproven(job: TransferJob, confirmed: number): Failure {
  const host = new URL(job.uploadUrl ?? job.target.endpoint).host
  return failure('server.answer', { host, reason: `success after ${confirmed} of ${job.source.sizeBytes} bytes` })
}

/** tus-js-client wraps what our own parts throw; the failure inside is the truer one. */
function failureIn(error: Error | DetailedError): Failure {
  const cause = 'causingError' in error ? error.causingError : null
  return failureFrom(cause ?? error)
}
