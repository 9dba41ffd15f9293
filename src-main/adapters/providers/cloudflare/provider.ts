/** @file Cloudflare Stream. One tus request creates the video and answers the upload address. */
import { type Failure, FailureError, failure } from '../../../contract/errors.ts'
import type { Http, HttpAnswer } from '../../../engine/ports/http.ts'
import type { TusAccess, TusAsked, TusTarget } from '../../../engine/ports/transfer.ts'
import type {
  PrepareContext,
  Provider,
  ProviderAccount,
  ProviderContext,
  VideoChange,
} from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import { belongsTo, maySignIn } from '../kit/addresses.ts'
import { chunksFor } from '../kit/chunks.ts'
import { settingOf } from '../kit/fields.ts'
import { A_DAY_MS, oneByOne } from '../kit/status.ts'
import { createClient, signInOf, streamAddress } from './client.ts'
import { copyFrom } from './copying.ts'
import { checkAccount, checkOptions, checkOptionValues, FIELDS, OPTIONS } from './fields.ts'
import { CHUNKS, ENDINGS, fileProblem, PROVIDER_NAME } from './file.ts'
import { jsonOptions, uploadMetadata } from './metadata.ts'
import { deleteEmptyVideos } from './orphans.ts'
import { explainUpload } from './refusals.ts'
import { GONE, statusOf } from './status.ts'

/**
 * Hosts that were seen in `Location`: the docs print the API’s own, users report upload.cloudflarestream.com,
 * upload.videodelivery.net and, without `direct_user`, a gateway below cloudflare.com.
 */
const KNOWN_HOSTS = ['*.cloudflare.com', '*.cloudflarestream.com', '*.videodelivery.net']

const HELP_URL = 'https://dash.cloudflare.com/profile/api-tokens'

export function createCloudflareProvider({ http, now }: { http: Http; now: () => number }): Provider {
  const client = (account: ProviderAccount, context: ProviderContext) => createClient(http, account, context)

  return {
    id: 'cloudflare',
    label: PROVIDER_NAME,
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
     * Creates nothing: the tus request creates the video. That it is about to be sent is noted, so that a video whose
     * answer was lost is found by its marker. The time of the first request is kept until there is an address.
     */
    async prepare(account, upload, context) {
      if (upload.uploadUrl !== null) return targetOf(account, upload, context)
      checkOptions(upload.options, now())
      const target = await targetOf(account, upload, context)
      const asked = upload.remote['askedAt']
      if (asked !== undefined) await deleteEmptyVideos(client(account, context), upload, Number(asked))
      context.note({ made: { askedAt: asked ?? String(now()), marker: upload.id } })
      return { ...target, explain: (answer, about) => forgetting(answer, about, target, context) }
    },

    async status(account, videos, context) {
      const api = client(account, context)
      return oneByOne(videos, async (uid) => {
        const video = await api.video(uid)
        return video ? statusOf({ ...video, uid }) : GONE
      })
    },

    remove: (account, { remoteId }, context) => client(account, context).remove(remoteId),

    async update(account, video, change, context) {
      const options = checkChange(change)
      const name = options['name'] || change.title || (options['name'] === '' ? video.title : undefined)
      const api = client(account, context)
      const json = jsonOptions(options)
      // An update replaces `meta` as a whole: its other keys are sent again.
      if (name !== undefined) json['meta'] = { ...(await api.meta(video.remoteId)), name }
      if (Object.keys(json).length > 0) await api.edit(video.remoteId, json)
      return {}
    },

    importFrom: (account, jobs, context) => copyFrom(http, account, jobs, context, now),

    async test(account, context) {
      const usage = await client(account, context).usage()
      const { totalStorageMinutes: used, totalStorageMinutesLimit: limit, videoCount: videos } = usage
      const count = (value: number): string => Math.round(value).toLocaleString('en')
      return {
        ok: true,
        message: 'Cloudflare Stream accepts the key of this account.',
        details: [
          ...(used == null || limit == null ? [] : [`${count(used)} of ${count(limit)} minutes of storage used.`]),
          ...(videos == null ? [] : [`${count(videos)} ${videos === 1 ? 'video' : 'videos'}.`]),
        ],
      }
    },
  }

  /**
   * With `direct_user` only the creation carries the key: the address in its answer is enough to send (Cloudflare docs,
   * direct-creator-uploads). Without it the upload server needs the key for every request, as users of the API report, and
   * gets it if it is known to be Cloudflare’s.
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

  /** A refused request has created nothing, so the next attempt need not search. */
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
      skipCapabilities: true,
    }
  }
}

function isDirect({ settings }: Pick<ProviderAccount, 'settings'>): boolean {
  return settingOf(FIELDS, settings, 'directUser') !== 'false'
}

/** New values in one spelling, with the empty ones that reset an option. @throws FailureError `input.invalid` */
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
