/** @file The calls of the Stream API that Reelay makes, for one account. */
import { z } from 'zod'
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import { msg } from '../../../contract/i18n/i18n.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { type ApiCall, createApi, parseAnswer } from '../kit/api.ts'
import { settingOf } from '../kit/fields.ts'
import { flag, id, number, part, record, text } from '../kit/schemas.ts'
import { FIELDS } from './fields.ts'
import { PROVIDER_NAME } from './file.ts'
import { explainApi, refusalIn } from './refusals.ts'

/** Fields that are empty or missing until Cloudflare knows them (samples in the Cloudflare docs). */
const details = {
  created: text,
  meta: record,
  preview: text,
  thumbnail: text,
  playback: part({ hls: text, dash: text }),
  readyToStream: flag,
  size: number,
  duration: number,
  uploadExpiry: text,
  status: part({
    state: text,
    // A text in the API reference; a number costs nothing to accept.
    pctComplete: z.union([z.string(), z.number()]).nullish().catch(null),
    // Two spellings: API reference and success webhook on one side, the webhook sample of an error on the other.
    errorReasonCode: text,
    errorReasonText: text,
    errReasonCode: text,
    errReasonText: text,
  }),
}

/** A video of a list, or one that was just created. */
export const namedVideo = z.object({ uid: id, ...details })
export type Video = z.infer<typeof namedVideo>

/** What a status needs: the state, or whether the video can be played. */
export const videoState = z
  .object({ uid: text, ...details })
  .refine((video) => video.status?.state || (video.readyToStream ?? null) !== null, {
    path: ['status', 'state'],
    error: msg('missing, and no readyToStream'),
  })
export type VideoState = z.infer<typeof videoState>

/** A change of the name sends all of `meta` again, so it must be known. */
export const videoMeta = z.object({ meta: z.record(z.string(), z.unknown()) })

export const usage = z.object({ totalStorageMinutes: number, totalStorageMinutesLimit: number, videoCount: number })
type Usage = z.infer<typeof usage>

export const envelope = z.object({ success: flag })

export type Client = ReturnType<typeof createClient>

/** Address below which the videos of an account are; uploads are created there, too (Cloudflare API reference). */
export function streamAddress(settings: Readonly<Record<string, string>>): string {
  return `${settingOf(FIELDS, settings, 'apiBase')}${streamPath(settings)}`
}

/**
 * The headers that sign a call in: a token, or e-mail address and global key (Cloudflare API reference).
 *
 * @throws FailureError `account.signIn` when neither is stored
 */
export async function signInOf(account: ProviderAccount): Promise<Readonly<Record<string, string>>> {
  const token = (await account.secret('apiToken'))?.trim()
  if (token) return { authorization: `Bearer ${token}` }
  const key = (await account.secret('apiKey'))?.trim()
  const email = account.settings['email']
  if (key && email) return { 'x-auth-email': email, 'x-auth-key': key }
  throw new FailureError(failure('account.signIn', { account: account.name }, { detail: 'No key is stored for this account.' }))
}

export function createClient(http: Http, account: ProviderAccount, context: ProviderContext) {
  const { settings, name } = account
  const api = createApi({
    http,
    base: settingOf(FIELDS, settings, 'apiBase'),
    accountName: name,
    context,
    signIn: () => signInOf(account),
    messageIn: (body) => refusalIn(body)?.message ?? null,
    explain: (answer, message) => explainApi(answer, message, name),
  })
  const stream = streamPath(settings)
  const pathOf = (uid: string): string => `${stream}/${encodeURIComponent(uid)}`

  async function result<T>(schema: z.ZodType<T>, call: ApiCall): Promise<T> {
    const answer = await api.ask(call)
    const { success } = parseAnswer(envelope, answer)
    if (success !== false) return parseAnswer(z.object({ result: schema }), answer).result
    throw new FailureError(explainApi(answer, refusalIn(answer.body)?.message ?? '', name))
  }

  return {
    /** `null` if Cloudflare does not know it. */
    video: async (uid: string): Promise<VideoState | null> =>
      (await api.find(z.object({ result: videoState }), pathOf(uid)))?.result ?? null,

    /** `null` if Cloudflare does not know the video. */
    meta: async (uid: string): Promise<Readonly<Record<string, unknown>> | null> =>
      (await api.find(z.object({ result: videoMeta }), pathOf(uid)))?.result.meta ?? null,

    /**
     * Every video that was created after a moment, oldest first. One answer lists at most 1,000 (Cloudflare API reference:
     * `start`, `asc`), so the next ones are requested until nothing new comes.
     */
    async videosSince(since: number): Promise<readonly Video[]> {
      const found = new Map<string, Video>()
      let start = new Date(since).toISOString()
      for (;;) {
        const page = await result(z.array(namedVideo), { method: 'GET', path: stream, query: { start, asc: 'true' } })
        const fresh = page.filter(({ uid }) => !found.has(uid))
        for (const video of fresh) found.set(video.uid, video)
        const last = fresh.findLast(({ created }) => created)?.created
        if (!last) return [...found.values()]
        start = last
      }
    },

    copy: (json: Readonly<Record<string, unknown>>): Promise<Video> =>
      result(namedVideo, { method: 'POST', path: `${stream}/copy`, json }),

    async edit(uid: string, json: Readonly<Record<string, unknown>>): Promise<void> {
      const answer = await api.ask({ method: 'POST', path: pathOf(uid), json, accepted: [404] })
      if (answer.status === 404) throw new FailureError(failure('video.gone', { host: PROVIDER_NAME }))
    },

    remove: (uid: string): Promise<'deleted' | 'gone'> => api.remove(pathOf(uid)),

    usage: (): Promise<Usage> => result(usage, { method: 'GET', path: `${stream}/storage-usage` }),
  }
}

function streamPath(settings: Readonly<Record<string, string>>): string {
  return `/accounts/${encodeURIComponent(settings['accountId'] ?? '')}/stream`
}
