/** @file Cloudflare Stream. One tus request creates the video and answers the upload address. */
import { type Failure, FailureError, failure } from '../../../contract/errors.ts'
import { countPhrase, phrase, quantity } from '../../../contract/phrase.ts'
import type { Http, HttpAnswer } from '../../../engine/ports/http.ts'
import type { TusAccess, TusRequestKind, TusTarget } from '../../../engine/ports/transfer.ts'
import type { PrepareContext, Provider, ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import type { VideoChange, VideoRef } from '../../../engine/providers/video.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import { belongsTo, maySignIn } from '../kit/addresses.ts'
import { chunksFor } from '../kit/chunks.ts'
import { settingOf } from '../kit/fields.ts'
import { surelyNotMade } from '../kit/making.ts'
import { A_DAY_MS, oneByOne } from '../kit/status.ts'
import { createClient, signInOf, streamAddress } from './client.ts'
import { copyFrom } from './copying.ts'
import { checkAccount, checkOptions, checkOptionValues, creatorOf, FIELDS, OPTIONS, wayModeOf } from './fields.ts'
import { CHUNKS, ENDINGS, fileProblem, MOST_BYTES, PROVIDER_NAME } from './file.ts'
import { jsonOptions, uploadMetadata } from './metadata.ts'
import { deleteEmptyVideos } from './orphans.ts'
import { explainUpload } from './refusals.ts'
import { GONE, statusOf } from './status.ts'
import { endOf, expiryText, LIFE_MS, longestSeconds, type Way, type WayFacts, wayFor } from './way.ts'

type Values = Readonly<Record<string, string>>

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
    largestFileBytes: MOST_BYTES,
    dashboard: 'https://dash.cloudflare.com',
    can: { importFrom: ['https', 'http'], status: true, remove: true, retitle: true, live: false },
    secretUploadUrl: false,
    statusBatch: 10,
    unknownAfterMs: A_DAY_MS,
    importBatch: 10,

    checkAccount,
    checkOptions,
    checkFile: (file, { settings }, options) => fileProblem(file, settings, options),
    access: (account, context, video?: Pick<VideoRef, 'remoteId' | 'remote'>) =>
      access(account, context, wayOf(account, video?.remote)),

    lifetimeMs: ({ settings }, { options, durationSeconds, expected }) =>
      LIFE_MS[wayFor(wayFacts(settings, options, { durationSeconds, expected }))],

    /** `uploadExpiry` of the details (Cloudflare API reference). */
    async deadline(account, { remoteId }, context) {
      const at = Date.parse((await client(account, context).video(remoteId))?.uploadExpiry ?? '')
      return Number.isNaN(at) ? null : at
    },

    /**
     * Creates nothing: the tus request creates the video. That it is about to be sent is noted, so that a video whose
     * answer was lost is found by its marker. The time of the first request is kept until there is an address.
     */
    async prepare(account, upload, context) {
      if (upload.uploadUrl !== null) return targetOf(account, upload, context, wayOf(account, upload.remote))
      checkOptions(upload.options, now())
      const facts = wayFacts(account.settings, checkOptionValues(upload.options), context)
      const way = wayFor(facts)
      const target = newTarget(account, upload, context, way, longestSeconds(way, facts))
      const asked = upload.remote['askedAt']
      if (asked !== undefined) await deleteEmptyVideos(client(account, context), upload, Number(asked))
      context.note({ made: { askedAt: asked ?? String(now()), marker: upload.id, way } })
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
      const whole = (value: number) => quantity(Math.round(value))
      return {
        message: phrase('Cloudflare Stream accepts the key of this account.'),
        details: [
          ...(used == null || limit == null
            ? []
            : [phrase('{used} of {limit} minutes of storage used.', { used: whole(used), limit: whole(limit) })]),
          ...(videos == null ? [] : [countPhrase(videos, '{n} video.', '{n} videos.')]),
        ],
        checks: [{ check: 'signIn', ok: true }],
        room: used == null || limit == null ? null : { free: Math.max(0, limit - used), total: limit, unit: 'minutes' },
      }
    },
  }

  /** Where a new upload is made, and what is said about it then. */
  function newTarget(
    account: ProviderAccount,
    upload: Upload,
    context: ProviderContext,
    way: Way,
    longest: number | null,
  ): TusTarget {
    const { settings } = account
    const options = checkOptionValues(upload.options)
    const creator = creatorOf(settings, options)
    const expiresAt = endOf(way, now())
    const expiry = way === 'direct' ? expiryText(expiresAt) : null
    return {
      ...targetOf(account, upload, context, way),
      endpoints: [`${streamAddress(settings)}${way === 'direct' ? '?direct_user=true' : ''}`],
      metadata: uploadMetadata({ ...upload, options }, { longestSeconds: longest, expiry }),
      ...(creator === undefined ? {} : { creationHeaders: { 'Upload-Creator': creator } }),
      expiresAt,
    }
  }

  /**
   * With `direct_user` only the creation carries the key: the address in its answer is enough to send (Cloudflare docs,
   * direct-creator-uploads). Without it the upload server needs the key for every request, as users of the API report, and
   * gets it if it is known to be Cloudflare’s.
   */
  function access(account: ProviderAccount, context: ProviderContext, way: Way): TusAccess {
    const base = new URL(settingOf(FIELDS, account.settings, 'apiBase'))
    const creation = new URL(streamAddress(account.settings))
    const isCreation = (url: URL): boolean => url.origin === creation.origin && url.pathname === creation.pathname
    const trusted = (url: URL): boolean => maySignIn(url, base, KNOWN_HOSTS) && (way === 'token' || isCreation(url))
    return {
      accountName: account.name,
      timeouts: context.timeouts,
      credentials: async (url) => (trusted(url) ? signInOf(account) : {}),
    }
  }

  /** A refused request has created nothing, so the next attempt need not search. Behind a 5xx of a gateway there may be a video. */
  function forgetting(answer: HttpAnswer, asked: TusRequestKind, target: TusTarget, context: PrepareContext): Failure | null {
    const problem = target.explain?.(answer, asked) ?? null
    if (asked === 'create' && answer.status < 500 && problem && surelyNotMade(problem)) context.note({ made: null })
    return problem
  }

  /** An upload that exists needs no more than this. */
  function targetOf(account: ProviderAccount, upload: Upload, context: ProviderContext, way: Way): TusTarget {
    const { settings, name: accountName } = account
    const base = new URL(settingOf(FIELDS, settings, 'apiBase'))
    const sizeBytes = upload.identity.sizeBytes
    return {
      ...access(account, context, way),
      endpoints: [streamAddress(settings)],
      metadata: {},
      ...chunksFor(CHUNKS, upload),
      mayUpload: (url) => belongsTo(url, base, KNOWN_HOSTS),
      // Not to be read from the address (Cloudflare docs, resumable-uploads).
      remoteIdIn: (headers) => headers['stream-media-id']?.trim() || null,
      explain: (answer, kind) =>
        explainUpload(answer, kind, {
          accountName,
          sizeBytes,
          directUser: way === 'direct',
          expiresAt: upload.expiresAt,
          now: now(),
        }),
      skipCapabilities: true,
    }
  }
}

/** The way that an upload was begun on; earlier versions noted none and took that of their account. */
function wayOf({ settings }: Pick<ProviderAccount, 'settings'>, remote: Values | undefined): Way {
  const noted = remote?.['way']
  if (noted === 'direct' || noted === 'token') return noted
  return wayModeOf(settings, {}) === 'never' ? 'token' : 'direct'
}

function wayFacts(
  settings: Values,
  options: Values,
  { durationSeconds, expected }: Pick<PrepareContext, 'durationSeconds' | 'expected'>,
): WayFacts {
  const declared = options['maxDurationSeconds']
  return {
    mode: wayModeOf(settings, options),
    declaredSeconds: declared === undefined ? null : Number(declared),
    durationSeconds,
    expected,
  }
}

/** New values in one spelling, with the empty ones that reset an option. @throws FailureError `input.invalid` */
function checkChange({ options }: VideoChange): Readonly<Record<string, string>> {
  const checked = checkOptionValues(options)
  for (const name of Object.keys(options)) {
    if (OPTIONS.find((option) => option.name === name)?.later !== true) {
      throw new FailureError(failure('input.invalid', { reason: phrase('{name} cannot be changed after the upload.', { name }) }))
    }
    checked[name] ??= ''
  }
  return checked
}
