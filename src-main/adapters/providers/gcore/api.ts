/** @file Gcore’s API as an account uses it: signed in, its answers checked, its lists read to the end. */

import { z } from 'zod'
import { msg } from '../../../contract/i18n.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { withoutEndSlashes } from '../kit/addresses.ts'
import { type Api, createApi } from '../kit/api.ts'
import { flag, id, knownId, list, neededList, neededText, number, part, text } from '../kit/shapes.ts'
import { explainApi, messageOf } from './answers.ts'
import { apiBaseOf, keyOf } from './fields.ts'

/** More pages than this are not read; a page is 100 unless Gcore makes it smaller. */
const MOST_PAGES = 20
const PER_PAGE = 100

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

/** Gcore OpenAPI, `searchVideo`. */
const details = {
  name: text,
  status: text,
  error: text,
  client_id: knownId,
  client_user_id: number,
  created_at: text,
  /** `null` for a file that was uploaded; what cannot be read may be any link. */
  origin_url: z.string().nullish().catch(undefined),
  origin_size: number,
  /** Milliseconds. */
  origin_video_duration: number,
  iframe_url: text,
  hls_url: text,
  dash_url: text,
  poster: text,
  screenshot: text,
  converted_videos: list(quality),
}

export const video = z.object({ id, ...details })
export type Video = z.infer<typeof video>

/** What a status needs: the state, or why there is none. */
export const videoState = z
  .object(details)
  .refine(({ status, error }) => status || error, { path: ['status'], error: msg('missing') })
export type VideoState = z.infer<typeof videoState>

/** A new name is needed with every change. */
export const videoName = z.object({ name: text })

export const videos = z.array(video)

/** Those that say their state; the others are asked for one by one. */
export const videoStates = neededList(
  z.object({ id, ...details }).refine(({ status, error }) => status || error, { path: ['status'], error: msg('missing') }),
)

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
  servers: neededList(z.object({ hostname: neededText, role: text, active: flag, ssl: flag })),
  token: neededText,
  video: part({ client_id: knownId }),
})

export type UploadServer = z.infer<typeof uploadParameters>['servers'][number]

/** Gcore OpenAPI, IAM, `ClientBase`. */
export const client = z.object({ id: knownId, email: text, status: text })

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
  shape: typeof videos | typeof videoStates = videos,
): Promise<readonly Video[]> {
  const found = new Map<string, Video>()
  for (let index = 1; index <= MOST_PAGES; index += 1) {
    const before = found.size
    const page = await api.json(shape, {
      method: 'GET',
      path: '/streaming/videos',
      query: { per_page: PER_PAGE, page: index, ...query },
    })
    for (const one of page) found.set(one.id, one)
    if (found.size === before || enough([...found.values()])) break
  }
  return [...found.values()]
}

export function videoPath(remoteId: string): string {
  return `/streaming/videos/${encodeURIComponent(remoteId)}`
}
