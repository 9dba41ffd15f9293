/** @file The calls of the Bunny Stream API that Reelay makes, and the shapes of their answers. */
import { z } from 'zod'
import type { Http } from '../../../engine/ports/http.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { type Api, createApi, readJson } from '../kit/api.ts'
import { neededSecret } from '../kit/sign-in.ts'
import { baseOf, libraryOf } from './fields.ts'

const PER_PAGE = 100
const MOST_PAGES = 20

/** Bunny Stream OpenAPI, VideoModel; `level` 2 is a warning and 3 an error. */
export const videoSchema = z.object({
  guid: z.string().min(1),
  videoLibraryId: z.number().nullish(),
  title: z.string().nullish(),
  dateUploaded: z.string().nullish(),
  status: z.number(),
  encodeProgress: z.number().nullish(),
  thumbnailFileName: z.string().nullish(),
  transcodingMessages: z
    .array(z.object({ level: z.number().nullish(), message: z.string().nullish(), value: z.string().nullish() }))
    .nullish(),
})
export type Video = z.infer<typeof videoSchema>

/** Bunny Stream OpenAPI, fetch video: a `StatusModel` with the id of the video; clients report `guid`, too. */
export const fetchedSchema = z.union([
  z.object({ id: z.string().min(1) }),
  z.object({ guid: z.string().min(1) }).transform(({ guid }) => ({ id: guid })),
])

/** Bunny Stream OpenAPI, video resolutions info: what is stored of a video; the file that was sent is `original`. */
const storedSchema = z.object({
  data: z.object({
    storageObjects: z
      .array(
        z.object({
          objectName: z.string().nullish().catch(null),
          length: z.number().nullish().catch(null),
          checksum: z.string().nullish().catch(null),
        }),
      )
      .nullish()
      .catch(null),
  }),
})
const ORIGINAL = 'original'

/** Size and SHA-256 of the file that was sent, as far as the library keeps it. */
export interface Original {
  readonly sizeBytes: number | null
  readonly sha256: string | null
}

const pageSchema = z.object({ totalItems: z.number(), items: z.array(videoSchema).nullable() })

const messageSchema = z.object({ message: z.string().nullish(), Message: z.string().nullish() })

export function bunnyApi(http: Http, account: ProviderAccount, context: ProviderContext): Api {
  return createApi({
    http,
    base: baseOf(account),
    accountName: account.name,
    context,
    signIn: async () => ({ accesskey: await neededSecret(account, 'apiKey') }),
    messageIn,
  })
}

export function videosPath(account: ProviderAccount): string {
  return `/library/${encodeURIComponent(libraryOf(account))}/videos`
}

export function videoPath(account: ProviderAccount, guid: string): string {
  return `${videosPath(account)}/${encodeURIComponent(guid)}`
}

/** Videos whose title contains a text. */
export async function searchVideos(api: Api, account: ProviderAccount, search: string): Promise<readonly Video[]> {
  const videos: Video[] = []
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = { search, page, itemsPerPage: PER_PAGE }
    const { items, totalItems } = await api.json(pageSchema, { method: 'GET', path: videosPath(account), query })
    videos.push(...(items ?? []))
    if (!items?.length || videos.length >= totalItems) break
  }
  return videos
}

/** `null` where the library keeps no original, or does not say so: nothing depends on it. */
export async function originalOf(api: Api, account: ProviderAccount, guid: string): Promise<Original | null> {
  const path = `${videoPath(account, guid)}/resolutions`
  const answer = await api.ask({ method: 'GET', path, also: [400, 403, 404, 405] })
  const stored = answer.status >= 400 ? null : readJson(storedSchema, answer.body)
  const original = stored?.data.storageObjects?.find(({ objectName }) => objectName?.toLowerCase() === ORIGINAL)
  if (!original) return null
  const checksum = original.checksum?.trim().toLowerCase() ?? ''
  const { length } = original
  return {
    sizeBytes: length !== undefined && length !== null && length > 0 ? length : null,
    sha256: /^[0-9a-f]{64}$/.test(checksum) ? checksum : null,
  }
}

/** How many videos the library has. */
export async function countVideos(api: Api, account: ProviderAccount): Promise<number> {
  const query = { itemsPerPage: 1 }
  return (await api.json(pageSchema, { method: 'GET', path: videosPath(account), query })).totalItems
}

/** Times come without a zone and are UTC. */
export function timeOf(text: string | null | undefined): number {
  if (!text) return Number.NaN
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`)
}

function messageIn(body: string): string | null {
  const found = readJson(messageSchema, body)
  return found?.message ?? found?.Message ?? null
}
