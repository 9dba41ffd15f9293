/** @file The calls of Omegastream’s API that Reelay makes, and the schemas of their answers. */
import { z } from 'zod'
import { msg } from '../../../contract/i18n/i18n.ts'
import { type Phrase, phrase, quantity } from '../../../contract/i18n/phrase.ts'
import type { Http, HttpAnswer } from '../../../engine/ports/http.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { type Api, createApi, parseAnswer } from '../kit/api.ts'
import { flag, id, number, part, record, text } from '../kit/schemas.ts'
import { requiredSecret } from '../kit/sign-in.ts'
import { baseOf } from './fields.ts'

/** Omegastream docs, create video, get video and list videos. */
export const VIDEOS = '/company/client/video'
/** Omegastream docs, account data (older copy). */
const ACCOUNT = '/company/client/account/data'

/** Omegastream docs, move videos to collection, and to root. */
const COLLECTIONS = '/company/client/collections'

const PER_PAGE = 100
const MAX_PAGES = 20

/**
 * Omegastream docs, video model. Facts are `null` or missing until the video has reached the state for them. A status needs the
 * state, or whether the video can be watched.
 */
export const videoSchema = z
  .object({
    uuid: text,
    status: text,
    deleted_at: text,
    /** `ready_to_stream` in the sample, `ready_to_watch` in the table of fields. */
    ready_to_stream: flag,
    ready_to_watch: flag,
    privacy: text,
    thumbnail: text,
    playback: record,
    playback_v2: record,
    /** Seconds. */
    duration: number,
    storage: part({ source: part({ size: number }) }),
    meta: record,
  })
  .refine((video) => video.status || video.deleted_at || video.ready_to_stream || video.ready_to_watch, {
    path: ['status'],
    error: msg('missing'),
  })
export type VideoState = z.infer<typeof videoSchema>

/** A video that was just created, or one of a list, which has fewer fields. */
export const namedVideo = z.object({ uuid: id, title: text, status: text, created_at: text, thumbnail: text })
export type ListedVideo = z.infer<typeof namedVideo>

/** Omegastream docs, list videos: `next` is 0 on the last page. No list is an empty one only where none are counted. */
export const page = z
  .object({ data: z.array(namedVideo).nullable(), next: number, total: number })
  .refine(({ data, total: count }) => data !== null || count === 0, { path: ['data'], error: msg('missing') })
export const total = z.object({ total: number })

/** Omegastream docs, embedding videos; the signature is empty for public videos. */
export const embedSchema = z.object({ signature: text })

export const company = z.object({ title: text })

export function omegastreamApi(http: Http, account: ProviderAccount, context: ProviderContext): Api {
  return createApi({
    http,
    base: baseOf(account),
    accountName: account.name,
    context,
    signIn: async () => ({ authorization: `Bearer ${await requiredSecret(account, 'apiKey')}` }),
  })
}

export function videoPath(uuid: string): string {
  return `${VIDEOS}/${encodeURIComponent(uuid)}`
}

/** Path of the player’s page, which returns JSON to API calls. */
export function playerPath(uuid: string): string {
  return `/player/${encodeURIComponent(uuid)}/embedded`
}

/** The signature that an embedded player needs: `null` if it is missing, empty for a public video. */
export async function embedSignature(api: Api, uuid: string): Promise<string | null> {
  return (await api.json(embedSchema, { method: 'GET', path: playerPath(uuid) })).signature ?? null
}

/** The thumbnail from the list of videos of this status, where it is a web address; the answer for a single video has `s3://` instead. */
export async function listedThumbnail(api: Api, uuid: string, status: string): Promise<string | null> {
  for await (const videos of pagesOf(api, status)) {
    const found = videos.find((video) => video.uuid === uuid)
    if (found) return found.thumbnail ?? null
  }
  return null
}

/** Moves a video to a collection; an empty one is the root. */
export async function moveVideo(api: Api, uuid: string, collection: string): Promise<void> {
  const uuids = [uuid]
  if (collection === '') await api.ask({ method: 'POST', path: `${COLLECTIONS}/move_root`, json: { uuids } })
  else await api.ask({ method: 'POST', path: `${COLLECTIONS}/move`, json: { id: collection, uuids } })
}

/** Statuses that may mean a refused deletion: the docs name none. */
const NOT_DELETED = [400, 403, 405, 409, 412, 422, 423]

/** The status shows whether the video is deleted, gone or kept. */
export function requestDeletion(api: Api, uuid: string): Promise<HttpAnswer> {
  return api.ask({ method: 'DELETE', path: videoPath(uuid), accepted: [404, ...NOT_DELETED] })
}

/** `null` if the provider does not know it (any more). */
export async function getVideo(api: Api, uuid: string): Promise<VideoState | null> {
  const video = await api.find(videoSchema, videoPath(uuid))
  return video?.deleted_at ? null : video
}

/** All videos, or those of one status. */
export async function listVideos(api: Api, status?: string): Promise<readonly ListedVideo[]> {
  const videos: ListedVideo[] = []
  for await (const page of pagesOf(api, status)) videos.push(...page)
  return videos
}

/**
 * Videos page by page, the newest first.
 *
 * `ready-to-upload` is in the samples but not in the list of statuses (Omegastream docs, video model): if the filter is refused, all
 * videos are listed.
 */
async function* pagesOf(api: Api, status?: string): AsyncGenerator<readonly ListedVideo[], void> {
  for (let index = 1; index <= MAX_PAGES; index += 1) {
    const query = { status, page: index, limit: PER_PAGE }
    const answer = await api.ask({ method: 'GET', path: VIDEOS, query, accepted: status === undefined ? [] : [400, 422] })
    if (answer.status >= 400) {
      yield* pagesOf(api)
      return
    }
    const { data, next } = parseAnswer(page, answer)
    yield data ?? []
    if (!next || next <= index) return
  }
}

/**
 * A sentence on the owner of a key. The call for it is documented in an older copy of the docs only; where it is missing,
 * the videos are counted instead.
 */
export async function describeAccount(api: Api): Promise<Phrase> {
  const answer = await api.ask({ method: 'GET', path: ACCOUNT, accepted: [403, 404, 405] })
  if (answer.status < 400) {
    const { title } = parseAnswer(company, answer)
    return title ? phrase('Company: {name}', { name: title }) : phrase('The host does not say whose key it is.')
  }
  const count = await api.json(total, { method: 'GET', path: VIDEOS, query: { limit: 1 } })
  return phrase('Videos: {videos}', { videos: count.total == null ? phrase('unknown') : quantity(count.total) })
}
