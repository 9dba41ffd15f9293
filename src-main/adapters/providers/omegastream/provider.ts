/** @file Omegastream: version 2 with signed requests, and version 1 for accounts that still need it. */
import { FailureError } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { TusAccess, TusTarget } from '../../../engine/ports/transfer.ts'
import type { Provider, ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import type { VideoRef } from '../../../engine/providers/video.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import { belongsTo } from '../kit/addresses.ts'
import { type Api, apiFailure } from '../kit/api.ts'
import { chunksFor } from '../kit/chunks.ts'
import { checkAccountFields, checkOptionFields, invalid } from '../kit/fields.ts'
import { type SignedHeaders, signedAccess } from '../kit/sign-in.ts'
import { A_DAY_MS, oneByOne } from '../kit/status.ts'
import { refuseMetadata, VIDEO_EXTENSIONS } from '../kit/upload-checks.ts'
import { withFallback } from '../kit/with-fallback.ts'
import {
  describeAccount,
  embedSignature,
  getVideo,
  listedThumbnail,
  moveVideo,
  omegastreamApi,
  requestDeletion,
  type VideoState,
  videoPath,
} from './api.ts'
import {
  baseOf,
  CHUNKS,
  collectionOf,
  FIELDS,
  fileMetadata,
  OPTIONS,
  PROVIDER_NAME,
  titleOf,
  type Version,
  versionOf,
} from './fields.ts'
import { GONE, type LinkFacts, statusOf } from './status.ts'
import { bearerHeaders, clearOrphan, mediaIdIn } from './version-one.ts'
import { signatureHeaders, videoIdOf } from './version-two.ts'

export function createOmegastreamProvider({ http, now }: { http: Http; now: () => number }): Provider {
  const apiOf = (account: ProviderAccount, context: ProviderContext): Api => omegastreamApi(http, account, context)

  function accessWith(account: ProviderAccount, context: ProviderContext, sign: () => Promise<SignedHeaders>): TusAccess {
    return signedAccess({ base: baseOf(account), accountName: account.name, timeouts: context.timeouts, sign })
  }

  function accessFor(account: ProviderAccount, context: ProviderContext, version: Version, uuid: string | null): TusAccess {
    return accessWith(account, context, async () => {
      if (version === 'v1') return bearerHeaders(account)
      return uuid === null ? {} : signatureHeaders(account, uuid, now())
    })
  }

  /** The part of a target that both versions share. */
  function targetOf(account: ProviderAccount, upload: Upload, access: TusAccess, endpoint: string): Omit<TusTarget, 'metadata'> {
    const base = new URL(baseOf(account))
    return {
      ...access,
      endpoints: [`${baseOf(account)}${endpoint}`],
      ...chunksFor(CHUNKS, upload),
      mayUpload: (url) => belongsTo(url, base, []),
    }
  }

  /** @returns the facts to note: the privacy that was set */
  async function setPrivacy(api: Api, uuid: string, privacy: string): Promise<Readonly<Record<string, string>>> {
    await api.ask({ method: 'PUT', path: `${videoPath(uuid)}/privacy`, json: { privacy } })
    return { privacySet: privacy }
  }

  return {
    id: 'omegastream',
    label: PROVIDER_NAME,
    summary: 'Omegastream video hosting, with signed resumable uploads.',
    fields: FIELDS,
    options: OPTIONS,
    freeOptions: false,
    guide: {
      words: 'Copy the API key of your company from the page “Developer” of the Omegastream dashboard.',
      url: 'https://dash.omegastream.net/developer',
    },
    presets: [],
    accepts: VIDEO_EXTENSIONS,
    largestFileBytes: null,
    dashboard: 'https://dash.omegastream.net',
    can: { importFrom: [], status: true, remove: true, retitle: false, live: false },
    secretUploadUrl: false,
    statusBatch: 1,
    unknownAfterMs: A_DAY_MS,
    importBatch: 0,

    checkAccount: (settings, secrets, stored) => checkAccountFields(FIELDS, settings, secrets, stored),
    checkOptions: (options) => checkOptionFields(OPTIONS, options),

    /** Omegastream docs, tus upload: “This implementation will be removed in 01/01/2024”. */
    notice(settings) {
      if (settings['version'] !== 'v1') return null
      return phrase(
        'The host has announced the end of version 1 for 1 January 2024; use v2 unless your account needs the old one.',
      )
    },

    /** The provider documents no limit of size, length or kind. */
    checkFile: () => null,

    /** Requests of version 2 are signed for one video; without it there is nothing to sign. */
    access(account, context, video?: Pick<VideoRef, 'remoteId' | 'remote'>) {
      return accessFor(account, context, versionIn(video?.remote) ?? versionOf(account), video?.remoteId ?? null)
    },

    async prepare(account, upload, context) {
      refuseMetadata(PROVIDER_NAME, upload)
      const api = apiOf(account, context)
      const begun = versionIn(upload.remote)
      const isNew = upload.uploadUrl === null && upload.remoteId === null
      // An upload keeps the version that it was begun with; without a video it uses the version of the account.
      const version = isNew ? versionOf(account) : (begun ?? versionOf(account))
      let fresh = upload
      if (isNew && (begun === 'v1' || version === 'v1')) {
        await clearOrphan(upload, context, api)
        if (upload.remote['askedAt'] !== undefined) context.note({ made: null })
        fresh = { ...upload, remote: {} }
      }
      if (version === 'v1') {
        if (isNew) context.note({ made: { askedAt: String(now()), version } })
        const collection = collectionOf(account, upload)
        return {
          ...targetOf(account, upload, accessFor(account, context, version, null), '/company/client/video/stream'),
          metadata: { title: titleOf(upload), ...(collection === '' ? {} : { collection }), ...fileMetadata(upload.name) },
          remoteIdIn: mediaIdIn,
        }
      }
      const uuid = await videoIdOf(account, fresh, context, { api, now })
      const { filename, filetype } = fileMetadata(upload.name)
      return {
        ...targetOf(account, upload, accessFor(account, context, version, uuid), '/tusupload'),
        // `fileName` in the text of the docs, `filename` in their sample.
        metadata: { filename, fileName: filename, filetype },
      }
    },

    async status(account, videos, context) {
      const api = apiOf(account, context)
      return oneByOne(videos, async (uuid) => {
        const video = await getVideo(api, uuid)
        if (!video) return GONE
        const named = { ...video, uuid }
        return statusOf(named, baseOf(account), await linkFacts(api, named, context))
      })
    },

    /** Privacy has a call of its own (Omegastream docs, video privacy); once it is set, it is set. */
    async finish(account, { remoteId, remote, options }, context) {
      const privacy = options['privacy'] || undefined
      if (privacy === undefined || remote['privacySet'] === privacy) return {}
      return setPrivacy(apiOf(account, context), remoteId, privacy)
    },

    /** Omegastream docs, delete video: only when processing has ended, or failed for more than four hours. */
    async remove(account, { remoteId }, context) {
      const api = apiOf(account, context)
      const answer = await requestDeletion(api, remoteId)
      if (answer.status < 400) return 'deleted'
      if (answer.status === 404) return 'gone'
      const video = await getVideo(api, remoteId)
      if (!video) return 'gone'
      // A finished video may be deleted, so the refusal has another reason.
      if (video.status === 'process-completed') throw new FailureError(apiFailure(answer, account.name, ''))
      return 'unsupported'
    },

    async update(account, { remoteId }, { title, options }, context) {
      const changeable = ['privacy', 'collection']
      const fixed = title === undefined ? Object.keys(options).find((name) => !changeable.includes(name)) : 'title'
      if (fixed !== undefined) {
        const reason = phrase(
          '{provider} has no call to change “{field}” of a video that is there; change it in its dashboard.',
          { provider: PROVIDER_NAME, field: fixed },
        )
        throw invalid('input.invalid', reason)
      }
      const { collection } = options
      if (collection !== undefined) await moveVideo(apiOf(account, context), remoteId, collection)
      // New videos are private (Omegastream docs, create video), so an emptied choice returns to that.
      const { privacy } = options
      return privacy === undefined ? {} : setPrivacy(apiOf(account, context), remoteId, privacy || 'private')
    },

    async test(account, context) {
      const owner = await describeAccount(apiOf(account, context))
      return {
        message: phrase('{host} accepts the key.', { host: PROVIDER_NAME }),
        details: [owner],
        checks: [{ check: 'signIn', ok: true }],
      }
    },
  }
}

/** Facts for the links of a video. Requested only if it can be played; the thumbnail only once the video is complete. */
async function linkFacts(api: Api, video: VideoState & { uuid: string }, context: ProviderContext): Promise<LinkFacts> {
  const { uuid, status } = video
  const { state } = statusOf(video, '')
  const isComplete = state === 'complete'
  return {
    signature: isComplete || state === 'playable' ? await withFallback(() => embedSignature(api, uuid), null, context) : null,
    thumbnail: isComplete && status ? await withFallback(() => listedThumbnail(api, uuid, status), null, context) : null,
  }
}

/** The version that an upload was begun with; `null` for one that was not begun. */
function versionIn(remote: Readonly<Record<string, string>> | undefined): Version | null {
  const version = remote?.['version']
  return version === 'v1' || version === 'v2' ? version : null
}
