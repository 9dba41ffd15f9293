/** @file Lets Bunny Stream copy videos from links, one call for each (Bunny Stream OpenAPI, fetch video). */
import type { ImportJob, ImportResult, PrepareContext, ProviderAccount } from '../../../engine/providers/provider.ts'
import type { Api } from '../kit/api.ts'
import { copyEach, requireWebLink } from '../kit/copy-each.ts'
import { CLOCK_SLACK_MS } from '../kit/create-once.ts'
import { findByTraits, isSince, isValue, type Trait } from '../kit/find-video.ts'
import { fetchedSchema, searchVideos, timeOf, type Video, videosPath } from './api.ts'
import { checkOptions, PROVIDER_NAME } from './fields.ts'

export function copyFrom(
  api: Api,
  account: ProviderAccount,
  jobs: readonly ImportJob[],
  context: PrepareContext,
): Promise<readonly ImportResult[]> {
  const used = new Set<string>()
  return copyEach(PROVIDER_NAME, jobs, async (job) => {
    const guid = await copied(job)
    used.add(guid)
    return guid
  })

  async function copied(job: ImportJob): Promise<string> {
    requireWebLink(PROVIDER_NAME, job.url)
    const earlier = job.askedAt === null ? null : await earlierCopy(job, job.askedAt)
    if (earlier !== null) return earlier
    const { collection, thumbnailTime } = checkOptions(job.options)
    const query = { collectionId: collection, thumbnailTime }
    const json = { url: job.url, title: job.title }
    return (await api.json(fetchedSchema, { method: 'POST', path: `${videosPath(account)}/fetch`, query, json })).id
  }

  /** The API does not report the link of a video, so it is found by title and time. @throws FailureError `upload.orphan` */
  async function earlierCopy({ title }: ImportJob, askedAt: number): Promise<string | null> {
    const traits = (video: Video): readonly Trait[] => [
      isValue(video.title, title),
      isSince(timeOf(video.dateUploaded), askedAt - CLOCK_SLACK_MS),
      !used.has(video.guid),
      !context.isTaken(video.guid),
    ]
    const found = findByTraits(await searchVideos(api, account, title), traits, { provider: PROVIDER_NAME, name: title })
    return found?.guid ?? null
  }
}
