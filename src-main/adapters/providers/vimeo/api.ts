/** @file Calls to Vimeo’s API: their sign-in, the shapes of their answers, and what refusals mean. */
import { z } from 'zod'
import { type Failure, failure } from '../../../contract/errors.ts'
import type { Http, HttpAnswer } from '../../../engine/ports/http.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { type Api, createApi, readJson } from '../kit/api.ts'
import { settingOf } from '../kit/fields.ts'
import { neededSecret } from '../kit/sign-in.ts'
import { FIELDS } from './fields.ts'

/** The version that the upload call is documented for (Vimeo API reference, uploading videos). */
const ACCEPT = 'application/vnd.vimeo.*+json;version=3.4'

/** Vimeo’s numbers for “no room left” (vimeo-networking-java, error codes): in all, in bytes, in number of videos. */
const QUOTA_CODES = [3428, 4101, 4102]

/** The id of a video is in its `uri`: `/videos/123`, or `/videos/123:hash` for unlisted ones. */
const videoUri = z.string().regex(/^\/videos\/\d+/)

export function videoIdIn(uri: string): string {
  return /^\/videos\/(\d+)/.exec(uri)?.[1] ?? ''
}

const uploadPart = z.object({
  status: z.string().nullish(),
  upload_link: z.string().nullish(),
  size: z.number().nullish(),
})

export const createdVideo = z.object({ uri: videoUri, upload: uploadPart })
export const linkOfVideo = z.object({ upload: uploadPart.nullish() })

export const listedVideos = z.object({
  data: z.array(
    z.object({ uri: videoUri, name: z.string().nullish(), created_time: z.string().nullish(), upload: uploadPart.nullish() }),
  ),
})
export type ListedVideo = z.infer<typeof listedVideos>['data'][number]

export const videoState = z.object({
  link: z.string().nullish(),
  player_embed_url: z.string().nullish(),
  status: z.string().nullish(),
  upload: z.object({ status: z.string().nullish() }).nullish(),
  transcode: z.object({ status: z.string().nullish() }).nullish(),
})
export type VideoState = z.infer<typeof videoState>

export const me = z.object({
  name: z.string().nullish(),
  upload_quota: z.object({ space: z.object({ free: z.number().nullish(), max: z.number().nullish() }).nullish() }).nullish(),
})

export function apiBaseOf(account: Pick<ProviderAccount, 'settings'>): string {
  return settingOf(FIELDS, account.settings, 'apiBase')
}

export function vimeoApi(http: Http, account: ProviderAccount, context: ProviderContext): Api {
  const token = (): Promise<string> => neededSecret(account, 'accessToken')
  return createApi({
    http,
    base: apiBaseOf(account),
    accountName: account.name,
    context,
    accept: ACCEPT,
    signIn: async () => ({ authorization: `bearer ${await token()}` }),
    messageIn: errorMessage,
    explain: (answer, message) => explain(answer, message, account.name),
  })
}

const errorBody = z.object({
  error: z.string().nullish(),
  developer_message: z.string().nullish(),
  error_code: z.number().nullish(),
})

/** `error` is meant for people; `developer_message` often names the scope or value that is wrong. */
function errorMessage(body: string): string | null {
  const found = readJson(errorBody, body)
  const texts = [found?.error, found?.developer_message].filter((text) => text)
  return texts.length === 0 ? null : [...new Set(texts)].join(' ')
}

/** Vimeo answers 403 both for a missing scope and for a full quota (Vimeo API reference, uploading videos). */
function explain(answer: HttpAnswer, message: string, account: string): Failure | null {
  if (answer.status !== 403) return null
  const code = readJson(errorBody, answer.body)?.error_code ?? 0
  if (!QUOTA_CODES.includes(code) && !/quota/i.test(message)) return null
  return failure('account.quota', { account, status: 403 }, { detail: message })
}
