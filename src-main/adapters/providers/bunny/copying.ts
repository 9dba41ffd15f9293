/** @file Lets Bunny Stream copy videos from links, one call for each (Bunny Stream OpenAPI, fetch video). */
import { dispositionOf, type Failure, failure, failureFrom } from '../../../contract/errors.ts'
import { linkProblem, redactLink } from '../../../contract/link.ts'
import { phrase } from '../../../contract/phrase.ts'
import { isExhaustion } from '../../../engine/exhaustion.ts'
import type { ImportJob, ImportResult, PrepareContext, ProviderAccount } from '../../../engine/providers/provider.ts'
import type { Api } from '../kit/api.ts'
import { CLOCK_SLACK_MS } from '../kit/making.ts'
import { isSince, isValue, searched, type Trait } from '../kit/searching.ts'
import { fetchedSchema, searchVideos, timeOf, type Video, videosPath } from './api.ts'
import { checkOptions, PROVIDER_NAME } from './fields.ts'

export async function copyFrom(
  api: Api,
  account: ProviderAccount,
  jobs: readonly ImportJob[],
  context: PrepareContext,
): Promise<readonly ImportResult[]> {
  const results: ImportResult[] = []
  const used = new Set<string>()
  let stop: Failure | null = null
  for (const job of jobs) {
    const result: ImportResult = stop ? { failure: stop } : await one(job)
    if (result.failure === null) used.add(result.remoteId)
    else if (stopsAll(result.failure)) stop = result.failure
    results.push(result)
  }
  return results

  async function one(job: ImportJob): Promise<ImportResult> {
    const unfit = unfitLink(job.url)
    if (unfit) return { failure: unfit }
    try {
      const earlier = job.askedAt === null ? null : await earlierCopy(job, job.askedAt)
      if (earlier !== null) return { remoteId: earlier, failure: null }
      const { collection, thumbnailTime } = checkOptions(job.options)
      const query = { collectionId: collection, thumbnailTime }
      const json = { url: job.url, title: job.title }
      const { id } = await api.json(fetchedSchema, { method: 'POST', path: `${videosPath(account)}/fetch`, query, json })
      return { remoteId: id, failure: null }
    } catch (caught) {
      const problem = failureFrom(caught)
      if (problem.code !== 'server.rejected') return { failure: problem }
      const reason = problem.detail ?? phrase('answer {status}', { status: problem.params['status'] ?? '' })
      return { failure: failure('import.failed', { host: PROVIDER_NAME, reason }) }
    }
  }

  /** The API does not name the link of a video: title and time have to do. */
  async function earlierCopy({ title }: ImportJob, askedAt: number): Promise<string | null> {
    const traits = (video: Video): readonly Trait[] => [
      isValue(video.title, title),
      isSince(timeOf(video.dateUploaded), askedAt - CLOCK_SLACK_MS),
      !used.has(video.guid),
      !context.isTaken(video.guid),
    ]
    const found = searched(await searchVideos(api, account, title), traits, { provider: PROVIDER_NAME, name: title })
    return found?.guid ?? null
  }
}

function unfitLink(url: string): Failure | null {
  const problem = linkProblem(url)
  if (problem || /^https?:/i.test(url)) return problem
  return failure('import.refused', {
    link: redactLink(url),
    reason: phrase('{provider} copies from https and http links only', { provider: PROVIDER_NAME }),
  })
}

/** A problem of the account, the provider or the network concerns every link. */
function stopsAll(problem: Failure): boolean {
  const { code } = problem
  return (
    code.startsWith('account.') || code.startsWith('network.') || isExhaustion(problem) || dispositionOf(problem) === 'wait-host'
  )
}
