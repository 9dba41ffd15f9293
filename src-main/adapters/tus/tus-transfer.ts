/**
 * @file The only user of tus-js-client. It speaks the protocol; what it leaves open is closed here: no retries of its own,
 * no resume by fingerprint, no `endpoint` on resume (it would silently create a second upload), every answer checked
 * before it is believed, and an end for every call.
 */
import { type DetailedError, Upload } from 'tus-js-client'
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors.ts'
import { isExhaustion } from '../../engine/exhaustion.ts'
import { withClock } from '../../engine/network/clock-skew.ts'
import type { Http, HttpAnswer } from '../../engine/ports/http.ts'
import type {
  RemoteUpload,
  Transfer,
  TransferJob,
  TransferOutcome,
  TusAccess,
  TusAsked,
  TusCapabilities,
} from '../../engine/ports/transfer.ts'
import {
  accusesHost,
  blockedBy,
  capabilitiesIn,
  createdAt,
  expiryIn,
  kindOfAnswer,
  type Position,
  portalFailure,
  resumePosition,
  sentPosition,
  serverWords,
  statusFailure,
  unknownAtOnce,
} from './answers.ts'
import { algorithmIn, type ChecksumAlgorithm, checksumOf, isChecked } from './checksums.ts'
import { type CookieJars, createCookieJars } from './cookies.ts'
import { createFileReader } from './file-reader.ts'
import { createHttpStack } from './http-stack.ts'
import { createRequestSizes } from './request-sizes.ts'

const MINUTE = 60_000
/** How long a server’s offer is believed. */
const CAPABILITIES_LIFE_MS = 10 * MINUTE
/** Request size for servers that keep nothing of an interrupted request. */
const FALLBACK_CHUNK_BYTES = 50 * 1024 * 1024
/** How long an answer to a creation is still waited for when the upload is stopped meanwhile. */
const CREATION_GRACE_MS = 5_000
/** An interrupted request that had sent at least this much should have left something at a server that keeps parts. */
const TELLING_BYTES = 8 * 1024 * 1024

const ASKED: Readonly<Record<string, TusAsked>> = {
  POST: 'create',
  HEAD: 'resume',
  PATCH: 'send',
  DELETE: 'delete',
  OPTIONS: 'probe',
}

export function createTusTransfer({ http, now }: { http: Http; now: () => number }): Transfer {
  const jars = createCookieJars()
  const offers = new Map<string, { readonly at: number; readonly offer: TusCapabilities | null }>()

  async function ask(method: 'OPTIONS' | 'DELETE', url: string, access: TusAccess, signal: AbortSignal): Promise<HttpAnswer> {
    const cookie = method === 'DELETE' ? jars.of(url).headerFor(new URL(url)) : null
    const headers: Record<string, string> = method === 'DELETE' ? { 'Tus-Resumable': '1.0.0' } : {}
    if (cookie !== null) headers['cookie'] = cookie
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
  async function offerOf(endpoint: string, { target, signal }: TransferJob): Promise<TusCapabilities | null> {
    const known = offers.get(endpoint)
    if (known && now() - known.at < CAPABILITIES_LIFE_MS) return known.offer
    const offer = await probe(endpoint, target, signal).catch((caught: unknown) => {
      const problem = failureFrom(caught)
      if (problem.code.startsWith('network.') || isExhaustion(problem)) throw caught
      return null
    })
    offers.set(endpoint, { at: now(), offer })
    return offer
  }

  /** What can be known before anything is made at the host. */
  async function checkOffer(endpoint: string, job: TransferJob): Promise<void> {
    if (job.target.skipOffer) return
    const offer = await offerOf(endpoint, job)
    const host = new URL(endpoint).host
    const size = job.source.sizeBytes
    if (offer === null) return
    if (!offer.extensions.includes('creation')) throw new FailureError(failure('server.noCreation', { host }))
    if (offer.maxSizeBytes !== null && size > offer.maxSizeBytes) {
      throw new FailureError(failure('upload.tooLarge', { host, size, limit: offer.maxSizeBytes }))
    }
  }

  /** What the host of an upload checks requests by, as far as one of its creation addresses says so. */
  async function algorithmFor(uploadUrl: string, job: TransferJob): Promise<ChecksumAlgorithm | null> {
    const { host } = new URL(uploadUrl)
    const endpoint = job.target.endpoints.find((one) => new URL(one).host === host)
    if (endpoint === undefined || job.target.skipOffer) return null
    return algorithmIn(await offerOf(endpoint, job).catch(() => null))
  }

  async function sendTo(address: string, job: TransferJob): Promise<TransferOutcome> {
    try {
      if (job.uploadUrl === null) await checkOffer(address, job)
      return await withFittingRequests(address, job)
    } catch (caught) {
      return job.signal.aborted ? { kind: 'aborted' } : { kind: 'failed', failure: failureFrom(caught) }
    }
  }

  /** Where something on the way takes no such large requests, the upload goes on with smaller ones at once. */
  async function withFittingRequests(address: string, job: TransferJob): Promise<TransferOutcome> {
    const checksums = (uploadUrl: string): Promise<ChecksumAlgorithm | null> => algorithmFor(uploadUrl, job)
    let end = await runUpload(address, job, { http, now, jars, algorithmFor: checksums })
    while (end.kind === 'smaller') {
      if (isForbidden(end.refusal, job)) return { kind: 'failed', failure: end.refusal }
      job.onLearned?.(end.chunkBytes)
      const rest: TransferJob = {
        ...job,
        target: { ...job.target, chunkBytes: end.chunkBytes },
        uploadUrl: end.uploadUrl,
        acceptedBytes: end.acceptedBytes,
        unconfirmedBytes: 0,
        // To the engine it is the same attempt, which is sending already.
        onSending: ({ offset }) => job.onAccepted(offset),
      }
      end = await runUpload(end.uploadUrl, rest, { http, now, jars, algorithmFor: checksums })
    }
    return end
  }

  /** Whether the server said itself that it takes no file of this size. */
  function isForbidden(refusal: Failure, { target, source }: TransferJob): boolean {
    const limits = target.endpoints.map((endpoint) => offers.get(endpoint)?.offer?.maxSizeBytes ?? null)
    return refusal.code === 'upload.tooLarge' && limits.some((limit) => limit !== null && source.sizeBytes > limit)
  }

  return {
    probe,

    async send(job) {
      if (job.uploadUrl !== null) return sendTo(job.uploadUrl, job)
      let outcome: TransferOutcome = { kind: 'failed', failure: failure('internal.bug', { reason: 'no address to send to' }) }
      for (const endpoint of job.target.endpoints) {
        let made = false
        const onCreated = (remote: RemoteUpload): void => {
          made = true
          job.onCreated(remote)
        }
        outcome = await sendTo(endpoint, { ...job, onCreated })
        if (made || outcome.kind !== 'failed' || !isTroubleOfOneHost(outcome.failure)) return outcome
      }
      return outcome
    },

    async terminate(uploadUrl, access, signal) {
      const answer = await ask('DELETE', uploadUrl, access, signal)
      jars.forget(uploadUrl)
      if (answer.status >= 200 && answer.status < 300) return 'deleted'
      if (answer.status === 404 || answer.status === 410) return 'gone'
      if (answer.status === 405 || answer.status === 501) return 'unsupported'
      const problem = statusFailure(answer, { asked: 'delete', accountName: access.accountName, sizeBytes: 0 }, now())
      throw new FailureError(problem ?? failure('server.rejected', { status: answer.status }))
    },
  }
}

/** Whether another host of the same provider may do better. */
function isTroubleOfOneHost({ code }: Failure): boolean {
  return code.startsWith('network.') || code === 'server.error' || code === 'server.busy'
}

/** How one run of tus-js-client ends. `smaller`: it can go on with smaller requests only. */
type RunEnd =
  | TransferOutcome
  | {
      readonly kind: 'smaller'
      readonly chunkBytes: number
      readonly refusal: Failure
      readonly uploadUrl: string
      readonly acceptedBytes: number
    }

interface RunDeps {
  readonly http: Http
  readonly now: () => number
  readonly jars: CookieJars
  /** Asked once the host has answered, and only for requests that are hashed first. */
  readonly algorithmFor: (uploadUrl: string) => Promise<ChecksumAlgorithm | null>
}

/**
 * Drives one tus-js-client upload. Settles only when no request of it is under way any more.
 *
 * @param address the stored upload address, or the one to create it at
 */
function runUpload(address: string, job: TransferJob, { http, now, jars, algorithmFor }: RunDeps): Promise<RunEnd> {
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
    isDoubtful: (method, answer) => method === 'HEAD' && accusesHost(answer, source.sizeBytes, job.acceptedBytes),
  })
  /** The part of the file that the request under way sends. */
  let part = { start: 0, sizeBytes: 0 }
  let checksum: string | null = null
  let confirmed = 0
  let uploadUrl = job.uploadUrl
  const sizes = createRequestSizes(target, source.sizeBytes, () => performance.now())
  /** The size to go on with, once a request was too large. */
  let smaller: number | null = null
  /** The host is being asked to make an upload, and has not answered. */
  let creating = false

  return new Promise((resolve) => {
    let settled = false
    let patience: NodeJS.Timeout | undefined
    const settle = (outcome: RunEnd): void => {
      if (settled) return
      settled = true
      clearTimeout(patience)
      signal.removeEventListener('abort', onAbort)
      calls.abort()
      void upload.abort()
      void stack.idle().then(() => resolve(outcome))
    }
    const leave = (): void => settle({ kind: 'aborted' })
    // What is being made can be deleted, or gone on with, only when its address is known.
    const onAbort = (): void => {
      if (creating) patience = setTimeout(leave, CREATION_GRACE_MS)
      else leave()
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
        // A cache on the way may know an older position.
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
        const asked = ASKED[request.getMethod()] ?? 'send'
        const answer = response.getUnderlyingObject() as HttpAnswer
        if (portalFailure(answer, asked) && (await stillAnswers(asked))) throw new FailureError(blockedBy(answer, asked))
        check(asked, answer)
      },
      onSuccess: () =>
        settle(
          confirmed === source.sizeBytes ? { kind: 'complete' } : { kind: 'failed', failure: unproven(address, job, confirmed) },
        ),
      onError: (error) => (signal.aborted ? leave() : settle(endAfter(failureIn(error)))),
    })

    /** A sign-in page of the network takes the place of all answers; a page for one kind of request comes from the host. */
    async function stillAnswers(asked: TusAsked): Promise<boolean> {
      const knows = uploadUrl !== null && asked === 'send'
      const [method, url, headers] = knows
        ? (['HEAD', uploadUrl ?? address, { 'Tus-Resumable': '1.0.0', 'Cache-Control': 'no-cache' }] as const)
        : (['OPTIONS', address, {}] as const)
      try {
        const { timeouts, credentials } = target
        const answer = await http.call({ method, url, headers, signal: calls.signal, timeouts, credentials })
        if (portalFailure(answer, knows ? 'resume' : 'probe') || answer.status >= 300) return false
        return knows ? answer.headers['upload-offset'] !== undefined : capabilitiesIn(answer) !== null
      } catch {
        // Then nothing answers, which the page is named for.
        return false
      }
    }

    async function checksumFor(asked: typeof part): Promise<string | null> {
      const algorithm = isChecked(asked.sizeBytes, sizes.next()) ? await algorithmFor(uploadUrl ?? address) : null
      return algorithm === null ? null : checksumOf(source, asked, algorithm, signal)
    }

    function endAfter(problem: Failure): RunEnd {
      if (problem.code === 'network.stalled') learn(sizes.tooSlow())
      if (smaller === null || uploadUrl === null) return { kind: 'failed', failure: problem }
      return { kind: 'smaller', chunkBytes: smaller, refusal: problem, uploadUrl, acceptedBytes: confirmed }
    }

    function learn(chunkBytes: number | null): void {
      if (chunkBytes !== null) job.onLearned?.(chunkBytes)
    }

    /** Sees every answer before tus-js-client does, and throws when it must not be believed. */
    function check(asked: TusAsked, answer: HttpAnswer): void {
      creating = false
      const refused = answer.status < 200 || answer.status >= 300
      const own = refused && !portalFailure(answer, asked) ? target.explain?.(answer, asked) : null
      const named = own ?? statusFailure(answer, { asked, accountName: target.accountName, sizeBytes: source.sizeBytes }, now())
      const problem = named && job.uploadUrl === null && asked === 'send' && confirmed === 0 ? unknownAtOnce(named) : named
      if (asked === 'send' && answer.status === 408) learn(sizes.tooSlow())
      if (asked === 'send' && problem?.code === 'upload.tooLarge') smaller = sizes.tooLarge()
      if (problem) throw new FailureError(withClock(problem, answer, now()))
      if (asked === 'create') onCreated(answer)
      else if (asked === 'resume') onResumed(answer)
      else onSent(answer)
    }

    function onCreated(answer: HttpAnswer): void {
      const created = createdAt(answer)
      if (created.failure) throw new FailureError(created.failure)
      if (target.mayUpload && !target.mayUpload(new URL(created.url))) {
        throw new FailureError(failure('server.foreign', { host: new URL(address).host, target: new URL(created.url).host }))
      }
      const expiresAt = expiryIn(answer)
      uploadUrl = created.url
      jars.keep(created.url, cookies)
      job.onCreated({ uploadUrl: created.url, remoteId: target.remoteIdIn?.(answer.headers) ?? null, expiresAt })
      if (signal.aborted) leave()
      else job.onSending({ offset: 0, expiresAt, learnedChunkBytes: null })
    }

    function onResumed(answer: HttpAnswer): void {
      const offset = believed(resumePosition(answer, source.sizeBytes, job.acceptedBytes))
      const keptNothing = target.chunkBytes === null && offset === job.acceptedBytes && job.unconfirmedBytes >= TELLING_BYTES
      if (keptNothing) sizes.beginWith(FALLBACK_CHUNK_BYTES)
      upload.options.chunkSize = sizes.next()
      job.onSending({ offset, expiresAt: expiryIn(answer), learnedChunkBytes: keptNothing ? FALLBACK_CHUNK_BYTES : null })
    }

    function onSent(answer: HttpAnswer): void {
      job.onAccepted(believed(sentPosition(answer, part.start, part.sizeBytes)))
      sizes.taken()
      upload.options.chunkSize = sizes.next()
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

function unproven(address: string, job: TransferJob, confirmed: number): Failure {
  const host = new URL(address).host
  return failure('server.answer', { host, reason: `success after ${confirmed} of ${job.source.sizeBytes} bytes` })
}

/** tus-js-client wraps what our own parts throw; the failure inside is the truer one. */
function failureIn(error: Error | DetailedError): Failure {
  const cause = 'causingError' in error ? error.causingError : null
  return failureFrom(cause ?? error)
}
