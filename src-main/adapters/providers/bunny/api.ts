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
