/** @file Cloudflare Stream. One tus request creates the video and answers the upload address. */
import type { Failure } from '../../../contract/errors/errors.ts'
import { countPhrase, phrase, quantity } from '../../../contract/i18n/phrase.ts'
import type { Http, HttpAnswer } from '../../../engine/ports/http.ts'
import type { TusAccess, TusRequestKind, TusTarget } from '../../../engine/ports/transfer.ts'
import type { PrepareContext, Provider, ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import type { VideoChange, VideoRef } from '../../../engine/providers/video.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import { belongsTo, maySignIn } from '../kit/addresses.ts'
import { chunksFor } from '../kit/chunks.ts'
import { surelyNotCreated } from '../kit/create-once.ts'
import { invalid, settingOf } from '../kit/fields.ts'
import { A_DAY_MS, oneByOne } from '../kit/status.ts'
import { createClient, signInOf, streamAddress } from './client.ts'
import { copyFrom } from './copying.ts'
import { checkAccount, checkOptions, checkOptionValues, creatorOf, FIELDS, methodChoiceOf, OPTIONS } from './fields.ts'
import { CHUNKS, EXTENSIONS, fileProblem, MAX_BYTES, PROVIDER_NAME } from './file.ts'
import { jsonOptions, uploadMetadata } from './metadata.ts'
import { deleteEmptyVideos } from './orphans.ts'
import { explainUpload } from './refusals.ts'
import { GONE, statusOf } from './status.ts'
import { endOf, expiryText, LIFE_MS, longestSeconds, type MethodFacts, methodFor, type UploadMethod } from './upload-method.ts'

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
    accepts: EXTENSIONS,
    largestFileBytes: MAX_BYTES,
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
      access(account, context, methodOf(account, video?.remote)),

    lifetimeMs: ({ settings }, { options, durationSeconds, expected }) =>
      LIFE_MS[methodFor(methodFacts(settings, options, { durationSeconds, expected }))],

    /** `uploadExpiry` of the details (Cloudflare API reference). */
    async deadline(account, { remoteId }, context) {
      const at = Date.parse((await client(account, context).video(remoteId))?.uploadExpiry ?? '')
      return Number.isNaN(at) ? null : at
    },

    /**
     * Creates nothing: the tus request creates the video. It is noted that the request is about to be sent, so that a video whose
     * answer was lost is found by its marker. The time of the first request is kept until there is an address.
     */
    async prepare(account, upload, context) {
      if (upload.uploadUrl !== null) return targetOf(account, upload, context, methodOf(account, upload.remote))
      checkOptions(upload.options, now())
      const facts = methodFacts(account.settings, checkOptionValues(upload.options), context)
      const method = methodFor(facts)
      const target = newTarget(account, upload, context, method, longestSeconds(method, facts))
      const askedAt = upload.remote['askedAt']
      if (askedAt !== undefined) await deleteEmptyVideos(client(account, context), upload, Number(askedAt))
      context.note({ made: { askedAt: askedAt ?? String(now()), marker: upload.id, way: method } })
      return { ...target, explain: (answer, kind) => explainAndNote(answer, kind, target, context) }
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

  /** The target of a new upload: creation address, metadata and expiry. */
  function newTarget(
    account: ProviderAccount,
    upload: Upload,
    context: ProviderContext,
    method: UploadMethod,
    longest: number | null,
  ): TusTarget {
    const { settings } = account
    const options = checkOptionValues(upload.options)
    const creator = creatorOf(settings, options)
    const expiresAt = endOf(method, now())
    const expiry = method === 'direct' ? expiryText(expiresAt) : null
    return {
      ...targetOf(account, upload, context, method),
      endpoints: [`${streamAddress(settings)}${method === 'direct' ? '?direct_user=true' : ''}`],
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
  function access(account: ProviderAccount, context: ProviderContext, method: UploadMethod): TusAccess {
    const base = new URL(settingOf(FIELDS, account.settings, 'apiBase'))
    const creation = new URL(streamAddress(account.settings))
    const isCreation = (url: URL): boolean => url.origin === creation.origin && url.pathname === creation.pathname
    const trusted = (url: URL): boolean => maySignIn(url, base, KNOWN_HOSTS) && (method === 'token' || isCreation(url))
    return {
      accountName: account.name,
      timeouts: context.timeouts,
      credentials: async (url) => (trusted(url) ? signInOf(account) : {}),
    }
  }

  /** A refused request has created nothing, so the next attempt need not search. Behind a 5xx of a gateway there may be a video. */
  function explainAndNote(answer: HttpAnswer, kind: TusRequestKind, target: TusTarget, context: PrepareContext): Failure | null {
    const problem = target.explain?.(answer, kind) ?? null
    if (kind === 'create' && answer.status < 500 && problem && surelyNotCreated(problem)) context.note({ made: null })
    return problem
  }

  /** The target of an upload that exists. */
  function targetOf(account: ProviderAccount, upload: Upload, context: ProviderContext, method: UploadMethod): TusTarget {
    const { settings, name: accountName } = account
    const base = new URL(settingOf(FIELDS, settings, 'apiBase'))
    const sizeBytes = upload.identity.sizeBytes
    return {
      ...access(account, context, method),
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
          directUser: method === 'direct',
          expiresAt: upload.expiresAt,
          now: now(),
        }),
      skipCapabilities: true,
    }
  }
}

/** The method that an upload was begun with. Earlier versions noted none and used that of the account. */
function methodOf({ settings }: Pick<ProviderAccount, 'settings'>, remote: Values | undefined): UploadMethod {
  const noted = remote?.['way']
  if (noted === 'direct' || noted === 'token') return noted
  return methodChoiceOf(settings, {}) === 'never' ? 'token' : 'direct'
}

function methodFacts(
  settings: Values,
  options: Values,
  { durationSeconds, expected }: Pick<PrepareContext, 'durationSeconds' | 'expected'>,
): MethodFacts {
  const declared = options['maxDurationSeconds']
  return {
    mode: methodChoiceOf(settings, options),
    declaredSeconds: declared === undefined ? null : Number(declared),
    durationSeconds,
    expected,
  }
}

/** The normalised new values, with the empty ones that reset an option. @throws FailureError `input.invalid` */
function checkChange({ options }: VideoChange): Readonly<Record<string, string>> {
  const checked = checkOptionValues(options)
  for (const name of Object.keys(options)) {
    if (OPTIONS.find((option) => option.name === name)?.later !== true) {
      throw invalid('input.invalid', phrase('{name} cannot be changed after the upload.', { name }))
    }
    checked[name] ??= ''
  }
  return checked
}
