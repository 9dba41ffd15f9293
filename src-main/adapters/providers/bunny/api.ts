/** @file The calls of the Bunny Stream API that Reelay makes, and the shapes of their answers. */
import { z } from 'zod'
import { msg } from '../../../contract/i18n/i18n.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { type Api, createApi, readJson } from '../kit/api.ts'
import { id, list, number, part, requiredNumber, text } from '../kit/schemas.ts'
import { requiredSecret } from '../kit/sign-in.ts'
import { baseOf, libraryOf } from './fields.ts'

const PER_PAGE = 100
const MAX_PAGES = 20

/** Bunny Stream OpenAPI, VideoModel. */
export const namedVideo = z.object({ guid: id, title: text, dateUploaded: text, status: number })
export type Video = z.infer<typeof namedVideo>

/** What a status needs: the state. Bunny Stream OpenAPI, VideoModel; `level` 2 is a warning and 3 an error. */
export const videoSchema = z.object({
  guid: text,
  videoLibraryId: number,
  status: requiredNumber,
  encodeProgress: number,
  /** Whole seconds. */
  length: number,
  thumbnailFileName: text,
  transcodingMessages: list(z.object({ level: number, message: text, value: text })),
})
export type VideoState = z.infer<typeof videoSchema>

/** Bunny Stream OpenAPI, fetch video: a `StatusModel` with the id of the video; clients report `guid`, too. */
export const fetchedSchema = z.union([z.object({ id }), z.object({ guid: id }).transform(({ guid }) => ({ id: guid }))])

/** Bunny Stream OpenAPI, video resolutions info: what is stored of a video; the file that was sent is `original`. */
export const storedSchema = z.object({
  data: part({ storageObjects: list(z.object({ objectName: text, length: number, checksum: text })) }),
})
const ORIGINAL = 'original'

/** Size and SHA-256 of the file that was sent, as far as the library keeps it. */
interface Original {
  readonly sizeBytes: number | null
  readonly sha256: string | null
}

/** No list is an empty one only where none are counted. */
export const page = z
  .object({ totalItems: number, items: z.array(namedVideo).nullable() })
  .refine(({ totalItems, items }) => items !== null || totalItems === 0, { path: ['items'], error: msg('missing') })
export const total = z.object({ totalItems: number })

export const refusal = z.object({ message: text, Message: text })

export function bunnyApi(http: Http, account: ProviderAccount, context: ProviderContext): Api {
  return createApi({
    http,
    base: baseOf(account),
    accountName: account.name,
    context,
    signIn: async () => ({ accesskey: await requiredSecret(account, 'apiKey') }),
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
  for (let index = 1; index <= MAX_PAGES; index += 1) {
    const query = { search, page: index, itemsPerPage: PER_PAGE }
    const { items, totalItems } = await api.json(page, { method: 'GET', path: videosPath(account), query })
    videos.push(...(items ?? []))
    if (!items?.length || videos.length >= (totalItems ?? Number.POSITIVE_INFINITY)) break
  }
  return videos
}

/** `null` where the library keeps no original, or does not list it (yet). */
export async function originalOf(api: Api, account: ProviderAccount, guid: string): Promise<Original | null> {
  const stored = await api.json(storedSchema, { method: 'GET', path: `${videoPath(account, guid)}/resolutions` })
  const original = stored.data?.storageObjects?.find(({ objectName }) => objectName?.toLowerCase() === ORIGINAL)
  if (!original) return null
  const checksum = original.checksum?.trim().toLowerCase() ?? ''
  const { length } = original
  return {
    sizeBytes: length !== undefined && length !== null && length > 0 ? length : null,
    sha256: /^[0-9a-f]{64}$/.test(checksum) ? checksum : null,
  }
}

/** How many videos the library has, if the answer says so. */
export async function countVideos(api: Api, account: ProviderAccount): Promise<number | null> {
  const query = { itemsPerPage: 1 }
  return (await api.json(total, { method: 'GET', path: videosPath(account), query })).totalItems ?? null
}

/** Times come without a zone and are UTC. */
export function timeOf(text: string | null | undefined): number {
  if (!text) return Number.NaN
  return Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`)
}

function messageIn(body: string): string | null {
  const found = readJson(refusal, body)
  return found?.message ?? found?.Message ?? null
}
