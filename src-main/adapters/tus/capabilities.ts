/** @file Capabilities of tus servers, from their answers to OPTIONS: checked before an upload is created, and cached. */
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors/errors.ts'
import { tooLarge } from '../../contract/errors/too-large.ts'
import { isExhaustion } from '../../engine/exhaustion.ts'
import type { HttpAnswer } from '../../engine/ports/http.ts'
import type { TransferJob, TusAccess, TusCapabilities } from '../../engine/ports/transfer.ts'
import { answerLabel, capabilitiesIn, serverMessage, statusFailure } from './answers.ts'
import { algorithmIn, type ChecksumAlgorithm } from './checksums.ts'

const CACHE_MS = 10 * 60_000

type RequestOptions = (endpoint: string, access: TusAccess, signal: AbortSignal) => Promise<HttpAnswer>

export function createCapabilities({ requestOptions, now }: { requestOptions: RequestOptions; now: () => number }) {
  const cache = new Map<string, { readonly at: number; readonly capabilities: TusCapabilities | null }>()

  async function probe(endpoint: string, access: TusAccess, signal: AbortSignal): Promise<TusCapabilities> {
    const answer = await requestOptions(endpoint, access, signal)
    const capabilities = capabilitiesIn(answer)
    if (capabilities) return capabilities
    const host = new URL(endpoint).host
    const problem = statusFailure(answer, { kind: 'probe', accountName: access.accountName, sizeBytes: 0 }, now())
    throw new FailureError(
      problem ?? failure('server.notTus', { host, reason: answerLabel(answer) }, { detail: serverMessage(answer) }),
    )
  }

  /** `null` for a server that does not answer OPTIONS: then the creation shows whether it takes the upload. */
  async function cachedOf(endpoint: string, { target, signal }: TransferJob): Promise<TusCapabilities | null> {
    const cached = cache.get(endpoint)
    if (cached && now() - cached.at < CACHE_MS) return cached.capabilities
    const capabilities = await probe(endpoint, target, signal).catch((caught: unknown) => {
      const problem = failureFrom(caught)
      if (problem.code.startsWith('network.') || isExhaustion(problem)) throw caught
      return null
    })
    cache.set(endpoint, { at: now(), capabilities })
    return capabilities
  }

  return {
    probe,

    /** Checks an upload against the capabilities of the server, before anything is created there. @throws FailureError */
    async check(endpoint: string, job: TransferJob): Promise<void> {
      if (job.target.skipCapabilities) return
      const capabilities = await cachedOf(endpoint, job)
      const host = new URL(endpoint).host
      const size = job.source.sizeBytes
      if (capabilities === null) return
      const { extensions, maxSizeBytes: limit } = capabilities
      if (!extensions.includes('creation')) throw new FailureError(failure('server.noCreation', { host }))
      if (limit !== null && size > limit) throw new FailureError(tooLarge(host, size, limit))
    },

    /** The checksum algorithm for an upload address, by the creation address of the same host; `null` without a common one. */
    async algorithmFor(uploadUrl: string, job: TransferJob): Promise<ChecksumAlgorithm | null> {
      const { host } = new URL(uploadUrl)
      const endpoint = job.target.endpoints.find((address) => new URL(address).host === host)
      if (endpoint === undefined || job.target.skipCapabilities) return null
      return algorithmIn(await cachedOf(endpoint, job).catch(() => null))
    },

    /** Whether the server announced a limit below the size of the file: then smaller requests cannot help. */
    isOverLimit(refusal: Failure, { target, source }: TransferJob): boolean {
      const limits = target.endpoints.map((endpoint) => cache.get(endpoint)?.capabilities?.maxSizeBytes ?? null)
      return refusal.code === 'upload.tooLarge' && limits.some((limit) => limit !== null && source.sizeBytes > limit)
    },
  }
}
