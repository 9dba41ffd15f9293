/** @file The calls of Omegastream’s API that Reelay makes, and the shapes of their answers. */
import { z } from 'zod'
import type { Http, HttpAnswer } from '../../../engine/ports/http.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { type Api, createApi, parseAnswer } from '../kit/api.ts'
import { flag, id, number, part, record, text } from '../kit/shapes.ts'
import { neededSecret } from '../kit/sign-in.ts'
import { baseOf } from './fields.ts'

/** Omegastream docs, create video, get video and list videos. */
export const VIDEOS = '/company/client/video'
/** Omegastream docs, account data (older copy). */
const ACCOUNT = '/company/client/account/data'

const PER_PAGE = 100
const MOST_PAGES = 20

/**
 * Omegastream docs, video model. What depends on the state of the video is `null` or missing before. A status needs the state,
 * or whether the video can be watched.
 */
export const videoSchema = z
  .object({
    uuid: text,
    status: text,
    deleted_at: text,
    /** `ready_to_stream` in the sample, `ready_to_watch` in the table of fields. */
    ready_to_stream: flag,
    ready_to_watch: flag,
    playback: record,
    playback_v2: record,
    /** Seconds. */
    duration: number,
    storage: part({ source: part({ size: number }) }),
    meta: record,
  })
  .refine((video) => video.status || video.deleted_at || video.ready_to_stream || video.ready_to_watch, {
    path: ['status'],
    error: 'missing',
  })
export type VideoState = z.infer<typeof videoSchema>

/** A video that was just made, or one of a list, which has a subset of each. */
export const namedVideo = z.object({ uuid: id, title: text, status: text, created_at: text })
export type ListedVideo = z.infer<typeof namedVideo>

/** Omegastream docs, list videos: `next` is 0 on the last page. No list is an empty one only where none are counted. */
export const page = z
  .object({ data: z.array(namedVideo).nullable(), next: number, total: number })
  .refine(({ data, total: count }) => data !== null || count === 0, { path: ['data'], error: 'missing' })
export const total = z.object({ total: number })

export const company = z.object({ title: text })

export function omegastreamApi(http: Http, account: ProviderAccount, context: ProviderContext): Api {
  return createApi({
    http,
    base: baseOf(account),
    accountName: account.name,
    context,
    signIn: async () => ({ authorization: `Bearer ${await neededSecret(account, 'apiKey')}` }),
  })
}

export function videoPath(uuid: string): string {
  return `${VIDEOS}/${encodeURIComponent(uuid)}`
}

/** Statuses that may refuse a deletion: the docs name none. */
const NOT_DELETED = [400, 403, 405, 409, 412, 422, 423]

/** The status shows whether it is deleted, gone or refused. */
export function askToDelete(api: Api, uuid: string): Promise<HttpAnswer> {
  return api.ask({ method: 'DELETE', path: videoPath(uuid), also: [404, ...NOT_DELETED] })
}

/** `null` when the provider does not know it (any more). */
export async function getVideo(api: Api, uuid: string): Promise<VideoState | null> {
  const video = await api.find(videoSchema, videoPath(uuid))
  return video?.deleted_at ? null : video
}

/**
 * All videos, or those of one status.
 *
 * `ready-to-upload` stands in the samples but not in the list of statuses (Omegastream docs, video model): when the
 * filter is refused, all videos are listed.
 */
export async function listVideos(api: Api, status?: string): Promise<readonly ListedVideo[]> {
  const videos: ListedVideo[] = []
  for (let index = 1; index <= MOST_PAGES; index += 1) {
    const query = { status, page: index, limit: PER_PAGE }
    const answer = await api.ask({ method: 'GET', path: VIDEOS, query, also: status === undefined ? [] : [400, 422] })
    if (answer.status >= 400) return listVideos(api)
    const { data, next } = parseAnswer(page, answer)
    videos.push(...(data ?? []))
    if (!next || next <= index) break
  }
  return videos
}

/**
 * A sentence on the owner of a key. The call for it is documented in an older copy of the docs only; where it is missing,
 * the videos are counted instead.
 */
export async function describeAccount(api: Api): Promise<string> {
  const answer = await api.ask({ method: 'GET', path: ACCOUNT, also: [403, 404, 405] })
  if (answer.status < 400) {
    const { title } = parseAnswer(company, answer)
    return title ? `Company: ${title}` : 'The host does not say whose key it is.'
  }
  const count = await api.json(total, { method: 'GET', path: VIDEOS, query: { limit: 1 } })
  return `Videos: ${count.total ?? 'unknown'}`
}
