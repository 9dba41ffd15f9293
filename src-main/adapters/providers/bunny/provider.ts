/** @file Bunny Stream: a video is created in a library, and its bytes go to a tus address with signed requests. */
import mime from 'mime'
import { countPhrase, phrase } from '../../../contract/i18n/phrase.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { TusAccess } from '../../../engine/ports/transfer.ts'
import type { Provider, ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import type { VideoRef } from '../../../engine/providers/video.ts'
import { belongsTo } from '../kit/addresses.ts'
import type { Api } from '../kit/api.ts'
import { chunksFor, FREE_CHUNKS } from '../kit/chunks.ts'
import { invalid } from '../kit/fields.ts'
import { signedAccess } from '../kit/sign-in.ts'
import { A_DAY_MS, oneByOne } from '../kit/status.ts'
import { titleOf } from '../kit/title.ts'
import { refuseMetadata, VIDEO_EXTENSIONS } from '../kit/upload-checks.ts'
import { bunnyApi, countVideos, videoPath, videoSchema } from './api.ts'
import { copyFrom } from './copying.ts'
import { baseOf, checkAccount, checkOptions, FIELDS, libraryOf, OPTIONS, PROVIDER_NAME } from './fields.ts'
import { createProofs } from './proofs.ts'
import { GONE, statusOf } from './status.ts'
import { explainRefusal, SIGNATURE_LIFE_MS, signatureHeaders, videoIdOf } from './uploads.ts'

export function createBunnyProvider({ http, now }: { http: Http; now: () => number }): Provider {
  const proofs = createProofs()
  const apiOf = (account: ProviderAccount, context: ProviderContext): Api => bunnyApi(http, account, context)

  /** Requests are signed for one video; without it there is nothing to sign. The key itself stays with the API calls. */
  function accessFor(account: ProviderAccount, context: ProviderContext, guid: string | null): TusAccess {
    return signedAccess({
      base: baseOf(account),
      accountName: account.name,
      timeouts: context.timeouts,
      sign: async () => (guid === null ? {} : signatureHeaders(account, guid, now())),
    })
  }

  return {
    id: 'bunny',
    label: PROVIDER_NAME,
    summary: 'Video libraries of bunny.net.',
    fields: FIELDS,
    options: OPTIONS,
    freeOptions: false,
    guide: {
      words: 'In the bunny.net dashboard open Stream, choose the video library, then API: copy its library ID and API key.',
      url: 'https://bunny.net/docs/stream/authentication',
    },
    presets: [],
    accepts: VIDEO_EXTENSIONS,
    largestFileBytes: null,
    dashboard: 'https://dash.bunny.net',
    can: { importFrom: ['https', 'http'], status: true, remove: true, retitle: true, live: false },
    secretUploadUrl: false,
    statusBatch: 1,
    unknownAfterMs: A_DAY_MS,
    importBatch: 10,
    checkAccount,
    checkOptions,

    /** An upload ends with its first signature. */
    lifetimeMs: () => SIGNATURE_LIFE_MS,

    importFrom: (account, jobs, context) => copyFrom(apiOf(account, context), account, jobs, context),

    /** The provider documents no limit of size, length or kind. */
    checkFile: () => null,

    access: (account, context, video?: Pick<VideoRef, 'remoteId'>) => accessFor(account, context, video?.remoteId ?? null),

    async prepare(account, upload, context) {
      refuseMetadata(PROVIDER_NAME, upload)
      const guid = await videoIdOf(account, upload, context, { api: apiOf(account, context), now })
      let signedUntil = Number(upload.remote['signedUntil'] ?? Number.NaN)
      if (upload.uploadUrl === null) {
        signedUntil = now() + SIGNATURE_LIFE_MS
        context.note({ made: { signedUntil: String(signedUntil) } })
      }
      const { collection, thumbnailTime } = upload.options
      const base = new URL(baseOf(account))
      return {
        ...accessFor(account, context, guid),
        endpoints: [`${baseOf(account)}/tusupload`],
        metadata: {
          filetype: mime.getType(upload.name) ?? 'application/octet-stream',
          title: titleOf(upload),
          ...(collection === undefined ? {} : { collection }),
          ...(thumbnailTime === undefined ? {} : { thumbnailTime }),
        },
        ...chunksFor(FREE_CHUNKS, upload),
        expiresAt: Number.isNaN(signedUntil) ? null : signedUntil,
        mayUpload: (url) => belongsTo(url, base, []),
        explain: (answer, kind) => explainRefusal(answer, kind, { now: now(), signedUntil }),
      }
    },

    async status(account, videos, context) {
      const api = apiOf(account, context)
      // A copy from a link has no file here to compare the original with.
      const sent = new Set(videos.filter(({ remote }) => 'signedUntil' in remote).map(({ remoteId }) => remoteId))
      return oneByOne(videos, async (guid) => {
        const video = await api.find(videoSchema, videoPath(account, guid))
        if (!video) return GONE
        const status = statusOf({ ...video, guid }, account.settings['cdnHostname'])
        if (status.state !== 'complete' || !sent.has(guid)) return status
        return proofs.addTo(status, { api, account, guid, context })
      })
    },

    remove: (account, { remoteId }, context) => apiOf(account, context).remove(videoPath(account, remoteId)),

    /** Bunny Stream OpenAPI, update video. It does not document how a video leaves its collection. */
    async update(account, { remoteId }, { title, options }, context) {
      const { collection } = options
      if (collection === '')
        throw invalid(
          'input.invalid',
          phrase('Choose another collection: {provider} documents no way to leave one.', { provider: PROVIDER_NAME }),
        )
      if (options['thumbnailTime'] !== undefined) {
        throw invalid(
          'input.invalid',
          phrase('{provider} takes the thumbnail time only with the upload.', { provider: PROVIDER_NAME }),
        )
      }
      const json = {
        ...(title === undefined ? {} : { title }),
        ...(collection === undefined ? {} : { collectionId: collection }),
      }
      if (Object.keys(json).length > 0)
        await apiOf(account, context).ask({ method: 'POST', path: videoPath(account, remoteId), json })
      return {}
    },

    async test(account, context) {
      const count = await countVideos(apiOf(account, context), account)
      const library = libraryOf(account)
      const holds = (videos: number) =>
        countPhrase(videos, 'Library {library} has {n} video.', 'Library {library} has {n} videos.', { library })
      const details = count === null ? [] : [holds(count)]
      return {
        message: phrase('{host} accepts the key.', { host: PROVIDER_NAME }),
        details,
        checks: [{ check: 'signIn', ok: true }],
      }
    },
  }
}
