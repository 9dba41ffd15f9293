/** @file Gcore’s API as an account uses it: signed in, its answers checked, its lists read to the end. */

import { z } from 'zod'
import type { Http } from '../../../engine/ports/http.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { withoutEndSlashes } from '../kit/addresses.ts'
import { type Api, createApi } from '../kit/api.ts'
import { explainApi, messageOf } from './answers.ts'
import { apiBaseOf, keyOf } from './fields.ts'

/** More pages than this are not read; a page is 100 unless Gcore makes it smaller. */
const MOST_PAGES = 20
const PER_PAGE = 100

const text = z.string().nullish().catch(null)
const number = z.number().nullish().catch(null)

const quality = z.object({
  name: text,
  width: number,
  height: number,
  size: number,
  progress: number,
  status: text,
  error: text,
  mp4_url: text,
})

/** Gcore OpenAPI, `searchVideo`; only the id is required. */
export const video = z.object({
  id: z.union([z.number().int(), z.string().min(1)]).transform(String),
  name: text,
  status: text,
  error: text,
  client_id: z.union([z.number().int(), z.string()]).nullish().catch(null),
  client_user_id: number,
  created_at: text,
  origin_url: text,
  origin_size: number,
  iframe_url: text,
  hls_url: text,
  dash_url: text,
  poster: text,
  screenshot: text,
  converted_videos: z.array(quality).nullish().catch(null),
})
export type Video = z.infer<typeof video>

export const videos = z.array(video)

/** Created videos: one object in the Gcore guide, a list in the Gcore OpenAPI. */
export const created = z.union([
  video,
  z
    .tuple([video])
    .rest(video)
    .transform(([first]) => first),
])

/** Gcore guide, TUS session parameters. The sample in the Gcore OpenAPI has nothing but `id` and `hostname` for a server. */
export const uploadParameters = z.object({
  servers: z.array(
    z.object({
      hostname: z.string().min(1),
      role: text,
      active: z.boolean().nullish().catch(null),
      ssl: z.boolean().nullish().catch(null),
    }),
  ),
  token: z.string().min(1),
  video: video.nullish().catch(null),
})

export type UploadServer = z.infer<typeof uploadParameters>['servers'][number]

/** Gcore OpenAPI, IAM, `ClientBase`. */
export const client = z.object({ id: z.union([z.number(), z.string()]).transform(String), email: text, status: text })

export interface GcoreCalls {
  readonly http: Http
  readonly account: ProviderAccount
  readonly context: ProviderContext
}

/** `Authorization: APIKey <token>` (Gcore guide); the scheme is required. */
export function gcoreApi({ http, account, context }: GcoreCalls): Api {
  return createApi({
    http,
    base: withoutEndSlashes(apiBaseOf(account.settings).href),
    accountName: account.name,
    context,
    signIn: async () => ({ authorization: `APIKey ${keyOf((await account.secret('apiKey')) ?? '')}` }),
    messageIn: messageOf,
    explain: (answer, message) => explainApi(answer, account.name, message),
  })
}

/**
 * Videos of a list, page by page, until `enough` or until a page brings nothing new: how large a page may be is not
 * documented, so a short page need not be the last.
 */
export async function listVideos(
  api: Api,
  query: Readonly<Record<string, string | number | undefined>>,
  enough: (all: readonly Video[]) => boolean,
): Promise<readonly Video[]> {
  const found = new Map<string, Video>()
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const before = found.size
    const list = await api.json(videos, {
      method: 'GET',
      path: '/streaming/videos',
      query: { per_page: PER_PAGE, page, ...query },
    })
    for (const one of list) found.set(one.id, one)
    if (found.size === before || enough([...found.values()])) break
  }
  return [...found.values()]
}

export function videoPath(remoteId: string): string {
  return `/streaming/videos/${encodeURIComponent(remoteId)}`
}
