/** @file Cloudflare Stream. One tus request makes the video and gives out the address that its bytes go to. */
import { type Failure, FailureError, failure, failureFrom } from '../../../contract/errors.ts'
import type { Http, HttpAnswer } from '../../../engine/ports/http.ts'
import type { TusAccess, TusAsked, TusTarget } from '../../../engine/ports/transfer.ts'
import type {
  PrepareContext,
  Provider,
  ProviderAccount,
  ProviderContext,
  VideoChange,
  VideoRef,
  VideoStatus,
} from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import { chunksFor } from '../kit/chunks.ts'
import { settingOf } from '../kit/fields.ts'
import { belongsTo, maySignIn } from '../kit/hosts.ts'
import { A_DAY_MS } from '../kit/status.ts'
import { createClient, signInOf, streamAddress } from './client.ts'
import { copyFrom } from './copying.ts'
import { checkAccount, checkOptions, checkOptionValues, FIELDS, OPTIONS } from './fields.ts'
import { CHUNKS, ENDINGS, fileProblem, HOST_NAME } from './file.ts'
import { jsonOptions, uploadMetadata } from './metadata.ts'
import { deleteHalfMade } from './orphans.ts'
import { explainUpload } from './refusals.ts'
import { GONE, statusOf } from './status.ts'

/**
 * Hosts that `Location` was seen to name: the docs print the API’s own, users report upload.cloudflarestream.com,
 * upload.videodelivery.net and, without `direct_user`, a gateway below cloudflare.com.
 */
const KNOWN_HOSTS = ['*.cloudflare.com', '*.cloudflarestream.com', '*.videodelivery.net']

const HELP_URL = 'https://dash.cloudflare.com/profile/api-tokens'

export function createCloudflareProvider({ http, now }: { http: Http; now: () => number }): Provider {
  const client = (account: ProviderAccount, context: ProviderContext) => createClient(http, account, context)

  /** The first failure, when nothing at all could be said; otherwise what is missing is asked for again later. */
  async function statusOfAll(account: ProviderAccount, videos: readonly VideoRef[], context: ProviderContext) {
    const found = new Map<string, VideoStatus>()
    let first: Failure | null = null
    for (const { remoteId } of videos) {
      try {
        const video = await client(account, context).video(remoteId)
        found.set(remoteId, video ? statusOf(video) : GONE)
      } catch (caught) {
        first ??= failureFrom(caught)
        // An answer that cannot be read is about one video; anything else holds for the next one, too.
        if (first.code !== 'server.answer' || context.signal.aborted) break
      }
    }
    if (first && found.size === 0) throw new FailureError(first)
    return found
  }

  return {
    id: 'cloudflare',
    label: HOST_NAME,
    summary: 'Video hosting by Cloudflare, with HLS and DASH.',
    fields: FIELDS,
    options: OPTIONS,
    freeOptions: false,
    guide: {
      words:
        'Make an API token with the permission “Stream Write” in the Cloudflare dashboard; the account ID is shown there, too.',
      url: HELP_URL,
    },
    presets: [],
    accepts: ENDINGS,
    can: { importFrom: ['https', 'http'], status: true, remove: true, retitle: true, live: false },
    secretUploadUrl: false,
    statusBatch: 10,
    unknownAfterMs: A_DAY_MS,
    importBatch: 10,

    checkAccount,
    checkOptions,
    checkFile: (file, _account, options) => fileProblem(file, options),
    access,

    /**
     * Nothing is made here: the tus request makes the video. That it is about to be sent is noted, so that a video whose
     * answer was lost is found by its marker. The moment of the first request is kept until there is an address.
     */
    async prepare(account, upload, context) {
      if (upload.uploadUrl !== null) return targetOf(account, upload, context)
      checkOptions(upload.options, now())
      const target = await targetOf(account, upload, context)
      const asked = upload.remote['askedAt']
      if (asked !== undefined) await deleteHalfMade(client(account, context), upload.id, Number(asked))
      context.note({ made: { askedAt: asked ?? String(now()), marker: upload.id } })
      return { ...target, explain: (answer, about) => forgetting(answer, about, target, context) }
    },

    status: statusOfAll,

    remove: (account, { remoteId }, context) => client(account, context).remove(remoteId),

    async update(account, video, change, context) {
      const options = checkChange(change)
      const name = options['name'] || change.title || (options['name'] === '' ? video.title : undefined)
      const api = client(account, context)
      const json = jsonOptions(options)
      // `meta` is one value at the host: what else it holds is kept.
      if (name !== undefined) json['meta'] = { ...(await api.video(video.remoteId))?.meta, name }
      if (Object.keys(json).length > 0) await api.edit(video.remoteId, json)
      return {}
    },

    importFrom: (account, jobs, context) => copyFrom(http, account, jobs, context, now),

    async test(account, context) {
      const usage = await client(account, context).usage()
      const count = (value: number): string => Math.round(value).toLocaleString('en')
      return {
        ok: true,
        message: 'Cloudflare Stream accepts the key of this account.',
        details: [
          `${count(usage.totalStorageMinutes)} of ${count(usage.totalStorageMinutesLimit)} minutes of storage used.`,
          `${count(usage.videoCount)} ${usage.videoCount === 1 ? 'video' : 'videos'}.`,
        ],
      }
    },
  }

  /**
   * With `direct_user` the key goes along with the one request that makes the upload, whoever takes the bytes afterwards:
   * the address that it gives out is enough to send (Cloudflare docs, direct-creator-uploads). Without it the upload host needs it for every request, as users of
   * the API report, and gets it if it is known to be Cloudflare’s.
   */
  function access(account: ProviderAccount, context: ProviderContext): TusAccess {
    const base = new URL(settingOf(FIELDS, account.settings, 'apiBase'))
    const creation = new URL(streamAddress(account.settings))
    const isCreation = (url: URL): boolean => url.origin === creation.origin && url.pathname === creation.pathname
    const trusted = (url: URL): boolean => maySignIn(url, base, KNOWN_HOSTS) && (!isDirect(account) || isCreation(url))
    return {
      accountName: account.name,
      timeouts: context.timeouts,
      credentials: async (url) => (trusted(url) ? signInOf(account) : {}),
    }
  }

  /** A refused request has made nothing, so there is nothing to look for the next time. */
  function forgetting(answer: HttpAnswer, asked: TusAsked, target: TusTarget, context: PrepareContext): Failure | null {
    if (asked === 'create' && answer.status >= 400 && answer.status < 500) context.note({ made: null })
    return target.explain?.(answer, asked) ?? null
  }

  async function targetOf(account: ProviderAccount, upload: Upload, context: ProviderContext): Promise<TusTarget> {
    const { settings, name: accountName } = account
    const base = new URL(settingOf(FIELDS, settings, 'apiBase'))
    const directUser = isDirect(account)
    const creator = settings['creator']
    const sizeBytes = upload.identity.sizeBytes
    return {
      ...access(account, context),
      endpoints: [`${streamAddress(settings)}${directUser ? '?direct_user=true' : ''}`],
      metadata: upload.uploadUrl === null ? uploadMetadata({ ...upload, options: checkOptionValues(upload.options) }) : {},
      ...chunksFor(CHUNKS, upload),
      ...(creator === undefined ? {} : { creationHeaders: { 'Upload-Creator': creator } }),
      mayUpload: (url) => belongsTo(url, base, KNOWN_HOSTS),
      // Not to be read from the address (Cloudflare docs, resumable-uploads).
      remoteIdIn: (headers) => headers['stream-media-id']?.trim() || null,
      explain: (answer, asked) => explainUpload(answer, asked, { accountName, sizeBytes, directUser, now: now() }),
      skipOffer: true,
    }
  }
}

function isDirect({ settings }: Pick<ProviderAccount, 'settings'>): boolean {
  return settingOf(FIELDS, settings, 'directUser') !== 'false'
}

/** New values in one spelling, with the empty ones that take an option back. @throws FailureError `input.invalid` */
function checkChange({ options }: VideoChange): Readonly<Record<string, string>> {
  const checked = checkOptionValues(options)
  for (const name of Object.keys(options)) {
    if (OPTIONS.find((option) => option.name === name)?.later !== true) {
      throw new FailureError(failure('input.invalid', { reason: `${name} cannot be changed after the upload.` }))
    }
    checked[name] ??= ''
  }
  return checked
}
