/** @file The calls of Vimeo’s API: sign-in, schemas of answers, and failures of refusals. */
import { z } from 'zod'
import { type Failure, failure } from '../../../contract/errors/errors.ts'
import { msg } from '../../../contract/i18n/i18n.ts'
import type { Http, HttpAnswer } from '../../../engine/ports/http.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { type Api, createApi, readJson } from '../kit/api.ts'
import { settingOf } from '../kit/fields.ts'
import { number, part, text } from '../kit/schemas.ts'
import { requiredSecret } from '../kit/sign-in.ts'
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

const upload = part({ status: text, upload_link: text, size: number })

export const createdVideo = z.object({ uri: videoUri, upload })
export const linkOfVideo = z.object({ upload })

export const listedVideos = z.object({ data: z.array(z.object({ uri: videoUri, name: text, created_time: text, upload })) })
export type ListedVideo = z.infer<typeof listedVideos>['data'][number]

/** What a status needs: one of the three states. */
export const videoState = z
  .object({
    link: text,
    player_embed_url: text,
    status: text,
    /** Whole seconds. */
    duration: number,
    upload: part({ status: text, size: number }),
    transcode: part({ status: text }),
  })
  .refine((video) => video.status || video.upload?.status || video.transcode?.status, { path: ['status'], error: msg('missing') })
export type VideoState = z.infer<typeof videoState>

export const me = z.object({ name: text, upload_quota: part({ space: part({ free: number, max: number }) }) })

export function apiBaseOf(account: Pick<ProviderAccount, 'settings'>): string {
  return settingOf(FIELDS, account.settings, 'apiBase')
}

export function vimeoApi(http: Http, account: ProviderAccount, context: ProviderContext): Api {
  const token = (): Promise<string> => requiredSecret(account, 'accessToken')
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

export const refusal = z.object({ error: text, developer_message: text, error_code: number })

/** `error` is meant for people; `developer_message` often names the scope or value that is wrong. */
function errorMessage(body: string): string | null {
  const found = readJson(refusal, body)
  const texts = [found?.error, found?.developer_message].filter((text) => text)
  return texts.length === 0 ? null : [...new Set(texts)].join(' ')
}

/** Vimeo answers 403 both for a missing scope and for a full quota (Vimeo API reference, uploading videos). */
function explain(answer: HttpAnswer, message: string, account: string): Failure | null {
  if (answer.status !== 403) return null
  const code = readJson(refusal, answer.body)?.error_code ?? 0
  if (!QUOTA_CODES.includes(code) && !/quota/i.test(message)) return null
  return failure('account.quota', { account, status: 403 }, { detail: message })
}
