/** @file Creates the video of an upload at Vimeo once, and requests its upload link. */
import { isLoopback } from '../../../contract/addresses/origins.ts'
import { type Failure, FailureError, failure, failureFrom } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { PrepareContext } from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import { type Api, parseAnswer } from '../kit/api.ts'
import { type CreatedVideo, createOnce } from '../kit/create-once.ts'
import { findByTraits, isSince, isValue, type Trait } from '../kit/find-video.ts'
import { titleOf } from '../kit/title.ts'
import { createdVideo, type ListedVideo, linkOfVideo, listedVideos, videoIdIn } from './api.ts'

const PER_PAGE = 50
/** More pages of videos than this are not searched. */
const MAX_PAGES = 10

interface CreateOptions {
  readonly api: Api
  /** Address of the API. */
  readonly base: URL
  readonly upload: Upload
  readonly context: PrepareContext
  readonly now: () => number
}

/** Creates the video and notes it with its upload link. @throws FailureError `server.foreign` or `server.location` for a link that is not trusted */
export async function createVideo(options: CreateOptions): Promise<void> {
  const { api, base, upload, context, now } = options
  let linkNoted = false
  /** Without an untrusted link: the video itself is noted, so that it can be deleted. */
  const withTrustedLink = (remoteId: string, link: string | null | undefined): CreatedVideo => {
    if (!link || linkProblem(link, base)) return { remoteId }
    linkNoted = true
    return { remoteId, uploadUrl: link }
  }
  const { remoteId } = await createOnce(upload, context, {
    provider: base.host,
    now,
    async create() {
      const video = await api.json(createdVideo, { method: 'POST', path: '/me/videos', json: bodyFor(upload) })
      return withTrustedLink(videoIdIn(video.uri), video.upload?.upload_link)
    },
    async find(since) {
      const video = await findUnfinished(options, since)
      if (!video) return null
      const link = video.upload?.upload_link
      if (link) return withTrustedLink(videoIdIn(video.uri), link)
      await removeUnfinished(options, videoIdIn(video.uri))
      return null
    },
  })
  if (!linkNoted) context.note({ made: {}, uploadUrl: await requestLink(options, remoteId) })
}

/** `approach: tus` with the size answers an upload link (Vimeo API reference, uploading videos, resumable approach). */
function bodyFor(upload: Upload): Readonly<Record<string, unknown>> {
  const { identity, options } = upload
  return {
    upload: { approach: 'tus', size: identity.sizeBytes },
    name: titleOf(upload),
    ...(options['description'] ? { description: options['description'] } : {}),
    ...(options['privacy'] ? { privacy: { view: options['privacy'] } } : {}),
  }
}

/**
 * The unfinished video that an interrupted attempt has created. The newest are listed by date, not searched by name: a
 * search index may not know yet what was created a moment ago.
 */
async function findUnfinished({ api, base, upload, context }: CreateOptions, since: number): Promise<ListedVideo | null> {
  const title = titleOf(upload)
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query = {
      sort: 'date',
      direction: 'desc',
      per_page: PER_PAGE,
      page,
      fields: 'uri,name,created_time,upload.status,upload.upload_link,upload.size',
    }
    // A page after the last one may be a 404.
    const answer = await api.ask({ method: 'GET', path: '/me/videos', query, accepted: page > 1 ? [404] : [] })
    if (answer.status === 404) return null
    const { data } = parseAnswer(listedVideos, answer)
    const traits = (video: ListedVideo): readonly Trait[] => [
      isValue(video.name, title),
      isSince(createdAt(video), since),
      isValue(video.upload?.status, 'in_progress'),
      (video.upload?.size ?? upload.identity.sizeBytes) === upload.identity.sizeBytes,
      !context.isTaken(videoIdIn(video.uri)),
    ]
    const found = findByTraits(data, traits, { provider: base.host, name: title })
    if (found) return found
    const last = data.at(-1)
    if (!last || data.length < PER_PAGE || createdAt(last) < since) return null
  }
  return null
}

function createdAt(video: ListedVideo): number {
  return Date.parse(video.created_time ?? '')
}

/** Deletes a video without a link, because nothing can be sent to it. If the token may not delete, a person has to. */
async function removeUnfinished({ api, base, upload }: CreateOptions, remoteId: string): Promise<void> {
  try {
    await api.remove(`/videos/${remoteId}`)
  } catch (caught) {
    if (failureFrom(caught).code !== 'account.forbidden') throw caught
    throw new FailureError(failure('upload.orphan', { host: base.host, name: titleOf(upload) }), caught)
  }
}

/** The upload link of a video that is noted without one. */
async function requestLink({ api, base }: CreateOptions, remoteId: string): Promise<string> {
  const video = await api.json(linkOfVideo, {
    method: 'GET',
    path: `/videos/${remoteId}`,
    query: { fields: 'upload.status,upload.upload_link' },
  })
  const link = video.upload?.upload_link
  const problem = link ? linkProblem(link, base) : failure('upload.expired', { host: base.host, status: 200 })
  if (problem || !link) throw new FailureError(problem ?? failure('internal.bug', { reason: phrase('no link') }))
  return link
}

/** Vimeo uses several upload servers and lists none: any that is protected may get bytes, and none gets the token. */
export function linkProblem(link: string, base: URL): Failure | null {
  if (!URL.canParse(link)) return failure('server.answer', { host: base.host, reason: phrase('no address to send the file to') })
  const url = new URL(link)
  if (isLoopback(url.hostname) !== isLoopback(base.hostname))
    return failure('server.foreign', { host: base.host, target: url.host })
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(base.hostname))) return null
  return failure('server.location', { host: base.host, target: url.host })
}
