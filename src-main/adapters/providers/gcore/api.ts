/** @file The calls of Gcore’s API that Reelay makes, and the schemas of their answers. */
import { z } from 'zod'
import { msg } from '../../../contract/i18n/i18n.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { withoutEndSlashes } from '../kit/addresses.ts'
import { type Api, createApi } from '../kit/api.ts'
import { flag, id, list, number, optionalId, part, requiredList, requiredText, text } from '../kit/schemas.ts'
import { apiBaseOf, keyOf } from './fields.ts'
import { explainApi, messageOf } from './refusals.ts'

/** More pages than this are not read; a page is 100 unless Gcore makes it smaller. */
const MAX_PAGES = 20
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
  client_id: optionalId,
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

/** What a status needs: the state, or an error. */
export const videoState = z
  .object(details)
  .refine(({ status, error }) => status || error, { path: ['status'], error: msg('missing') })
export type VideoState = z.infer<typeof videoState>

/** Every change has to send the name. */
export const videoName = z.object({ name: text })

export const videos = z.array(video)

/** Videos of a list that have a state; the others are requested one by one. */
export const videoStates = requiredList(
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
  servers: requiredList(z.object({ hostname: requiredText, role: text, active: flag, ssl: flag })),
  token: requiredText,
  video: part({ client_id: optionalId }),
})

export type UploadServer = z.infer<typeof uploadParameters>['servers'][number]

/** Gcore OpenAPI, IAM, `ClientBase`. */
export const client = z.object({ id: optionalId, email: text, status: text })

interface GcoreCalls {
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
 * Videos of a list, page by page, until `isEnough` or until a page brings nothing new: how large a page may be is not
 * documented, so a short page need not be the last.
 */
export async function listVideos(
  api: Api,
  query: Readonly<Record<string, string | number | undefined>>,
  isEnough: (all: readonly Video[]) => boolean,
  schema: typeof videos | typeof videoStates = videos,
): Promise<readonly Video[]> {
  const found = new Map<string, Video>()
  for (let index = 1; index <= MAX_PAGES; index += 1) {
    const before = found.size
    const page = await api.json(schema, {
      method: 'GET',
      path: '/streaming/videos',
      query: { per_page: PER_PAGE, page: index, ...query },
    })
    for (const video of page) found.set(video.id, video)
    if (found.size === before || isEnough([...found.values()])) break
  }
  return [...found.values()]
}

export function videoPath(remoteId: string): string {
  return `/streaming/videos/${encodeURIComponent(remoteId)}`
}
