/** @file Lets Cloudflare copy videos from links, one call for each. */
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { ImportJob, ImportResult, PrepareContext, ProviderAccount } from '../../../engine/providers/provider.ts'
import { copyEach, requireWebLink } from '../kit/copy-each.ts'
import { invalid } from '../kit/fields.ts'
import { findByTraits, type Trait } from '../kit/find-video.ts'
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
  const client = createClient(http, account, context)
  const interrupted = jobs.flatMap(({ askedAt }) => (askedAt === null ? [] : [askedAt]))
  const earlier = interrupted.length === 0 ? [] : await copiesSince(client, Math.min(...interrupted))

  /** @throws FailureError `upload.orphan` */
  function earlierOf({ uploadId, title }: ImportJob): Video | null {
    const traits = (video: Video): readonly Trait[] => [isOf(video, uploadId), !context.isTaken(video.uid)]
    return findByTraits(earlier, traits, { provider: PROVIDER_NAME, name: title })
  }

  return copyEach(PROVIDER_NAME, jobs, async (job) => {
    const existing = job.askedAt === null ? null : earlierOf(job)
    if (existing) return existing.uid
    // Cloudflare fetches a link with HEAD and range requests (Cloudflare API reference, copy), so it must be http.
    requireWebLink(PROVIDER_NAME, job.url)
    return (await client.copy(bodyOf(account, job, now()))).uid
  })
}

/** Cloudflare API reference, copy. It has no limit of duration. @throws FailureError `input.invalid` */
function bodyOf(account: ProviderAccount, job: ImportJob, now: number): Readonly<Record<string, unknown>> {
  const options = checkOptions(job.options, now)
  if (options['maxDurationSeconds'] !== undefined) {
    throw invalid('input.invalid', phrase('Longest duration (maxDurationSeconds) cannot be set for a copy from a link.'))
  }
  const creator = creatorOf(account.settings, options)
  return {
    url: job.url,
    meta: { name: options['name'] ?? job.title, [MARKER_KEY]: job.uploadId },
    ...jsonOptions(options),
    ...(creator === undefined ? {} : { creator }),
  }
}
