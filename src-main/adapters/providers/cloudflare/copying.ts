/** @file Lets Cloudflare copy videos from links: one call for each, up to a failure that the next ones would have, too. */
import { dispositionOf, type Failure, FailureError, failure, failureFrom } from '../../../contract/errors.ts'
import { linkProblem, redactLink } from '../../../contract/link.ts'
import { phrase } from '../../../contract/phrase.ts'
import { isExhaustion } from '../../../engine/exhaustion.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { ImportJob, ImportResult, PrepareContext, ProviderAccount } from '../../../engine/providers/provider.ts'
import { searched, type Trait } from '../kit/searching.ts'
import { createClient, type Video } from './client.ts'
import { checkOptions, creatorOf } from './fields.ts'
import { PROVIDER_NAME } from './file.ts'
import { jsonOptions, MARKER_KEY } from './metadata.ts'
import { copiesSince, isOf } from './orphans.ts'

export async function copyFrom(
  http: Http,
  account: ProviderAccount,
  jobs: readonly ImportJob[],
  context: PrepareContext,
  now: () => number,
): Promise<readonly ImportResult[]> {
  const earlier = await createdEarlier()
  const results: ImportResult[] = []
  let stop: Failure | null = null
  for (const job of jobs) {
    const result: ImportResult = stop ? { failure: stop } : await one(job)
    if (result.failure && stopsAll(result.failure)) stop = result.failure
    results.push(result)
  }
  return results

  async function createdEarlier(): Promise<readonly Video[]> {
    const asked = jobs.flatMap(({ askedAt }) => (askedAt === null ? [] : [askedAt]))
    return asked.length === 0 ? [] : copiesSince(createClient(http, account, context), Math.min(...asked))
  }

  /** @throws FailureError `upload.orphan` */
  function earlierOf({ uploadId, title }: ImportJob): Video | null {
    const traits = (video: Video): readonly Trait[] => [isOf(video, uploadId), !context.isTaken(video.uid)]
    return searched(earlier, traits, { provider: PROVIDER_NAME, name: title })
  }

  async function one(job: ImportJob): Promise<ImportResult> {
    try {
      const existing = job.askedAt === null ? null : earlierOf(job)
      if (existing) return { remoteId: existing.uid, failure: null }
      const unfit = unfitLink(job)
      if (unfit) return { failure: unfit }
      const body = bodyOf(account, job, now())
      return { remoteId: (await createClient(http, account, context).copy(body)).uid, failure: null }
    } catch (caught) {
      const problem = failureFrom(caught)
      if (problem.code !== 'server.rejected') return { failure: problem }
      return {
        failure: failure('import.failed', {
          host: PROVIDER_NAME,
          reason: problem.detail ?? phrase('answer {status}', { status: problem.params['status'] ?? '' }),
        }),
      }
    }
  }
}

/** Cloudflare fetches a link with HEAD and range requests (Cloudflare API reference, copy), so it must be http. */
function unfitLink({ url }: ImportJob): Failure | null {
  const problem = linkProblem(url)
  if (problem || /^https?:/i.test(url)) return problem
  return failure('import.refused', {
    link: redactLink(url),
    reason: phrase('{provider} copies from https and http links only', { provider: PROVIDER_NAME }),
  })
}

/** Cloudflare API reference, copy. It has no limit of duration. @throws FailureError `input.invalid` */
function bodyOf(account: ProviderAccount, job: ImportJob, now: number): Readonly<Record<string, unknown>> {
  const options = checkOptions(job.options, now)
  if (options['maxDurationSeconds'] !== undefined) {
    const reason = phrase('Longest duration (maxDurationSeconds) cannot be set for a copy from a link.')
    throw new FailureError(failure('input.invalid', { reason }))
  }
  const creator = creatorOf(account.settings, options)
  return {
    url: job.url,
    meta: { name: options['name'] ?? job.title, [MARKER_KEY]: job.uploadId },
    ...jsonOptions(options),
    ...(creator === undefined ? {} : { creator }),
  }
}

/** A problem of the account, the provider or the network concerns every link. */
function stopsAll(problem: Failure): boolean {
  return (
    problem.code.startsWith('account.') ||
    problem.code.startsWith('network.') ||
    isExhaustion(problem) ||
    dispositionOf(problem) === 'wait-host'
  )
}
