/** @file The calls of the API of MyCujoo LiveServices that Reelay makes, and the schemas of their answers. */
import { z } from 'zod'
import { failure } from '../../../contract/errors/errors.ts'
import type { Http, HttpAnswer } from '../../../engine/ports/http.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { withoutEndSlashes } from '../kit/addresses.ts'
import { type Api, type ApiOptions, createApi, readJson } from '../kit/api.ts'
import { settingOf } from '../kit/fields.ts'
import { flag, id, list, number, record, requiredList, text } from '../kit/schemas.ts'
import { requiredSecret } from '../kit/sign-in.ts'
import { apiBaseOf, attachAddress, FIELDS, PROVIDER_NAME } from './fields.ts'

const playlist = z.object({ protocol: text, type: text, url: text, is_enabled: flag, is_vod: flag, is_transcoded: flag })
export type Playlist = z.infer<typeof playlist>

/** The elements of `pull_endpoints` are documented, those of `push_endpoints` are not: they may be addresses by themselves. */
const endpoint = z.union([
  z.string().transform((address) => ({ protocol: null, endpoint: address, is_transcoded: null })),
  z.object({ protocol: text, endpoint: text, is_transcoded: flag }),
])

/** A stream (MCLS API start, stream object). */
export const streamSchema = z.object({
  id,
  title: text,
  key: text,
  config_id: text,
  region: text,
  endpoint: text,
  pull_endpoints: list(endpoint),
  push_endpoints: list(endpoint),
  playlists: list(playlist),
  upload_id: text,
  is_active: flag,
  is_enabled: flag,
  is_public: flag,
  config: record,
  connection_time_seconds: number,
  transcoding_time_seconds: number,
  transcoding_state: text,
  stats: record,
})
export type Stream = z.infer<typeof streamSchema>

/** What a status needs: the id of a stream, and its playlists, if there are any. */
export const videoState = z.object({ id, playlists: requiredList(playlist).nullish(), upload_id: text, transcoding_state: text })
export type VideoState = z.infer<typeof videoState>

/** The guides use `v1beta2`, MyCujoo’s own examples `v1`; both are tried (MCLS API start; mcls-async-api-examples). */
const STREAM_PATHS = ['/streaming/v1beta2/streams', '/streaming/v1/streams'] as const
/** Refusals that concern the sign-in, or that pass by themselves: they say nothing about the event. */
const NOT_ABOUT_THE_EVENT = [401, 408, 425, 429]

/** Region and configuration of a stream; by default those of the account. */
export interface StreamOptions {
  readonly region?: string | undefined
  readonly config?: string | undefined
}

/** `Authorization: Bearer <token>` (MCLS API start). The token is in the field of the password. */
export async function bearer(account: ProviderAccount): Promise<Readonly<Record<string, string>>> {
  return { Authorization: `Bearer ${await requiredSecret(account, 'password')}` }
}

function apiOf(
  http: Http,
  account: ProviderAccount,
  context: ProviderContext,
  base: string,
  explain: ApiOptions['explain'] = () => null,
): Api {
  return createApi({
    http,
    base,
    accountName: account.name,
    context,
    signIn: () => bearer(account),
    messageIn,
    explain,
  })
}

export type MclsApi = ReturnType<typeof createMclsApi>

export function createMclsApi(http: Http, account: ProviderAccount, context: ProviderContext) {
  const api = apiOf(http, account, context, withoutEndSlashes(apiBaseOf(account.settings).href))

  async function read<T>(schema: z.ZodType<T>, id: string): Promise<T | null> {
    for (const path of STREAM_PATHS) {
      const stream = await api.find(schema, `${path}/${encodeURIComponent(id)}`)
      if (stream) return stream
    }
    return null
  }

  return {
    /** `TYPE_STATIC` takes an upload (MCLS VOD guide), `TYPE_LIVE` a signal (MCLS API start). `config_id` may be left out. */
    create(type: 'TYPE_STATIC' | 'TYPE_LIVE', title: string, options: StreamOptions = {}): Promise<Stream> {
      const configId = options.config || account.settings['configId']
      const region = options.region || settingOf(FIELDS, account.settings, 'region')
      const json = { ...(configId ? { config_id: configId } : {}), region, title, type }
      return api.json(streamSchema, { method: 'POST', path: STREAM_PATHS[0], json })
    },

    /** `null` if MCLS does not know the stream. */
    get: (id: string): Promise<Stream | null> => read(streamSchema, id),

    /** The processing of a stream that took an upload. */
    state: (id: string): Promise<VideoState | null> => read(videoState, id),

    /** Requests a stream that does not exist: any other answer than 401 or 403 means that the sign-in is accepted. */
    probeSignIn(): Promise<HttpAnswer> {
      return api.ask({
        method: 'GET',
        path: `${STREAM_PATHS[0]}/reelay-connection-test`,
        accepted: [400, 404, 405, 409, 410, 422],
      })
    },

    /** A bare `POST` to `…/<event>/stream/<stream>` (MCLS VOD guide). @throws FailureError `video.notAttached` */
    async attach(event: string, stream: string): Promise<void> {
      const address = attachAddress(account.settings, event, stream)
      const api = apiOf(http, account, context, address.origin, ({ status }, message) => {
        if (status >= 500 || NOT_ABOUT_THE_EVENT.includes(status)) return null
        const detail = message === '' ? `answer ${status}` : `answer ${status}: ${message}`
        return failure('video.notAttached', { host: PROVIDER_NAME, event }, { detail })
      })
      await api.ask({ method: 'POST', path: address.pathname + address.search })
    },
  }
}

export const refusal = z.object({
  message: text,
  error: z
    .union([z.string(), z.object({ message: text })])
    .nullish()
    .catch(null),
})

/** The provider’s own message. Its errors are not documented: `message` and `error` are tried, then the text as it is. */
export function messageIn(body: string): string | null {
  const { message, error } = readJson(refusal, body) ?? {}
  return message ?? (typeof error === 'string' ? error : error?.message) ?? null
}
