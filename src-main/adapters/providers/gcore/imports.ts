/**
 * @file Lets Gcore copy videos from links (`origin_url`): in one call where the account has the batch endpoint, otherwise
 * one by one. The Gcore OpenAPI documents the batch, the Gcore guide calls it “available soon”: it is tried, and an account
 * without it is remembered until Reelay ends.
 */
import { linkProblem } from '../../../contract/addresses/link.ts'
import { type Failure, failure, failureFrom } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { ImportJob, ImportResult, PrepareContext, ProviderAccount } from '../../../engine/providers/provider.ts'
import type { Api } from '../kit/api.ts'
import { CLOCK_SLACK_MS } from '../kit/create-once.ts'
import { findByTraits, isSince, isValue, type Trait } from '../kit/find-video.ts'
import { created as createdSchema, gcoreApi, listVideos, type Video, videos } from './api.ts'
import { apiBaseOf, bodyOfOptions, originHeader } from './fields.ts'
import type { GcoreDeps } from './prepare.ts'
import { isDisabledFeature } from './refusals.ts'

/** Gcore OpenAPI: at most 500 videos and 64 MB a batch; some room is left for the envelope. */
export const MAX_IMPORTS = 500
const MAX_BATCH_BYTES = 60 * 1000 * 1000
/** Failures that concern every link. */
const ACCOUNT_WIDE: readonly Failure['code'][] = ['account.signIn', 'account.forbidden', 'account.quota', 'server.busy']

export function createImports({ http, now }: GcoreDeps) {
  const withoutBatch = new Set<string>()

  return async function importFrom(
    account: ProviderAccount,
    jobs: readonly ImportJob[],
    context: PrepareContext,
  ): Promise<readonly ImportResult[]> {
    const api = gcoreApi({ http, account, context })
    const results = new Map<string, ImportResult>()
    const used = new Set<string>()
    const succeed = (job: ImportJob, remoteId: string): void => {
      used.add(remoteId)
      results.set(job.uploadId, { remoteId, failure: null })
    }
    const fail = (job: ImportJob, problem: Failure): void => {
      results.set(job.uploadId, { failure: problem })
    }
    const authorization = await account.secret('originAuthorization')
    const bodyOfJob = ({ title, url, options }: ImportJob): Readonly<Record<string, unknown>> => {
      const header = originHeader(url, account.settings, authorization)
      return {
        name: title,
        origin_url: url,
        ...(header === null ? {} : { origin_http_headers: header }),
        ...bodyOfOptions(options),
      }
    }
    const open = (): ImportJob[] => jobs.filter((job) => !results.has(job.uploadId))

    async function findEarlier(job: ImportJob, askedAt: number): Promise<boolean> {
      const found = await findImport(api, job, askedAt, (id) => used.has(id) || context.isTaken(id))
      if (found) succeed(job, found.id)
      return found !== null
    }

    /** Jobs without a result of the batch are left for single calls. */
    async function copyBatch(batch: readonly ImportJob[]): Promise<void> {
      let created: readonly Video[]
      try {
        const json = { videos: batch.map(bodyOfJob) }
        created = await api.json(videos, { method: 'POST', path: '/streaming/videos/batch', json })
      } catch (caught) {
        const problem = failureFrom(caught)
        if (hasNoBatch(problem)) withoutBatch.add(account.id)
        // One wrong video can fail a batch: the jobs are then sent one by one.
        else if (!isAboutContent(problem)) for (const job of batch) fail(job, problem)
        return
      }
      for (const [index, job] of batch.entries()) {
        const left = created.filter(({ id }) => !used.has(id))
        const atSameIndex = created[index]
        // Answers in the documented samples have no link: then name and index decide.
        const isOwn =
          atSameIndex &&
          !used.has(atSameIndex.id) &&
          atSameIndex.name === job.title &&
          (!atSameIndex.origin_url || isOf(atSameIndex, job))
        const own = isOwn ? atSameIndex : left.find((video) => isOf(video, job))
        if (own) succeed(job, own.id)
        else
          fail(
            job,
            failure('server.answer', {
              host: apiBaseOf(account.settings).host,
              reason: phrase('a video of the batch is missing in it'),
            }),
          )
      }
    }

    async function copyOne(job: ImportJob, since: number | null): Promise<Failure | null> {
      try {
        if (since !== null && (await findEarlier(job, since))) return null
        const json = { video: bodyOfJob(job) }
        succeed(job, (await api.json(createdSchema, { method: 'POST', path: '/streaming/videos', json })).id)
        return null
      } catch (caught) {
        const problem = failureFrom(caught)
        fail(job, problem)
        return problem
      }
    }

    for (const job of jobs) {
      const problem = linkProblem(job.url)
      if (problem) fail(job, problem)
    }
    for (const job of open()) {
      if (job.askedAt === null) continue
      try {
        await findEarlier(job, job.askedAt)
      } catch (caught) {
        fail(job, failureFrom(caught))
      }
    }
    let since: number | null = null
    for (const batch of batchesOf(open(), bodyOfJob)) {
      if (batch.length < 2 || withoutBatch.has(account.id)) continue
      since ??= now()
      await copyBatch(batch)
    }
    let stop: Failure | null = null
    for (const job of open()) {
      if (stop) fail(job, stop)
      else {
        const problem = await copyOne(job, withoutBatch.has(account.id) ? null : since)
        if (problem && (ACCOUNT_WIDE.includes(problem.code) || context.signal.aborted)) stop = problem
      }
    }
    const missing: ImportResult = { failure: failure('internal.bug', { reason: phrase('a link was left out') }) }
    return jobs.map((job) => results.get(job.uploadId) ?? missing)
  }
}

/** The video that an earlier call created, whatever its state is now. */
async function findImport(api: Api, job: ImportJob, askedAt: number, isUsed: (id: string) => boolean): Promise<Video | null> {
  const traits = (video: Video): readonly Trait[] => [
    isValue(video.name, job.title),
    video.origin_url === undefined ? null : isOf(video, job),
    isSince(Date.parse(video.created_at ?? ''), askedAt - CLOCK_SLACK_MS),
    !isUsed(video.id),
  ]
  const all = await listVideos(api, { search: job.title }, (found) =>
    found.some((video) => traits(video).every((trait) => trait === true)),
  )
  return findByTraits(all, traits, { provider: 'Gcore', name: job.title })
}

/** Gcore may hide the password of a link that it repeats. */
function isOf({ name, origin_url: origin }: Video, { url, title }: ImportJob): boolean {
  if (name !== title || !origin) return false
  if (origin === url) return true
  return URL.canParse(url) && new URL(url).password !== '' && URL.canParse(origin) && hostAndPath(origin) === hostAndPath(url)
}

function hostAndPath(link: string): string {
  const { host, pathname } = new URL(link)
  return host + pathname
}

function* batchesOf(
  jobs: readonly ImportJob[],
  bodyOfJob: (job: ImportJob) => Readonly<Record<string, unknown>>,
): Generator<readonly ImportJob[]> {
  let batch: ImportJob[] = []
  let bytes = 0
  for (const job of jobs) {
    const size = Buffer.byteLength(JSON.stringify(bodyOfJob(job))) + 1
    if (batch.length === MAX_IMPORTS || (batch.length > 0 && bytes + size > MAX_BATCH_BYTES)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(job)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

function hasNoBatch(problem: Failure): boolean {
  return ['403', '404', '405'].includes(problem.params['status'] ?? '') || isDisabledFeature(problem)
}

function isAboutContent(problem: Failure): boolean {
  return problem.code === 'server.rejected' && ['400', '413', '422'].includes(problem.params['status'] ?? '')
}
