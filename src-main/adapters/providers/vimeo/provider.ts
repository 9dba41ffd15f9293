/** @file Vimeo: a call to its API creates the video and answers a link that takes the bytes by tus. */
import { bytes, phrase } from '../../../contract/i18n/phrase.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { Provider } from '../../../engine/providers/provider.ts'
import type { VideoChange } from '../../../engine/providers/video.ts'
import { chunksFor, FREE_CHUNKS } from '../kit/chunks.ts'
import { checkAccountFields, checkOptionFields, invalid } from '../kit/fields.ts'
import { unsignedAccess } from '../kit/sign-in.ts'
import { A_DAY_MS, oneByOne } from '../kit/status.ts'
import { refuseMetadata, VIDEO_EXTENSIONS } from '../kit/upload-checks.ts'
import { apiBaseOf, me, videoState, vimeoApi } from './api.ts'
import { createVideo } from './create-video.ts'
import { FIELDS, OPTIONS } from './fields.ts'
import { GONE, statusOf } from './status.ts'

const STATE_FIELDS = 'uri,link,player_embed_url,duration,status,upload.status,upload.size,transcode.status'

export function createVimeoProvider({ http, now }: { http: Http; now: () => number }): Provider {
  return {
    id: 'vimeo',
    label: 'Vimeo',
    summary: 'Videos in your own Vimeo account.',
    fields: FIELDS,
    options: OPTIONS,
    freeOptions: false,
    guide: {
      words: 'Make an app at Vimeo, ask for upload access if it does not have it, and generate a personal access token.',
      url: 'https://developer.vimeo.com/apps',
    },
    presets: [],
    accepts: VIDEO_EXTENSIONS,
    largestFileBytes: null,
    dashboard: 'https://vimeo.com',
    can: { importFrom: [], status: true, remove: true, retitle: true, live: false },
    secretUploadUrl: true,
    statusBatch: 1,
    unknownAfterMs: A_DAY_MS,
    importBatch: 0,
    // The upload link is a key itself: no sign-in is sent to its server.
    access: unsignedAccess,

    checkAccount: (settings, secrets, stored) => checkAccountFields(FIELDS, settings, secrets, stored),
    checkOptions: (options) => checkOptionFields(OPTIONS, options),
    // No limit of size, kind or duration is documented.
    checkFile: () => null,

    async prepare(account, upload, context) {
      refuseMetadata('Vimeo', upload)
      if (upload.uploadUrl === null) {
        const base = new URL(apiBaseOf(account))
        await createVideo({ api: vimeoApi(http, account, context), base, upload, context, now })
      }
      return {
        ...unsignedAccess(account, context),
        // A POST to the link is refused; only the noted address is ever used (Vimeo API reference, uploading videos).
        endpoints: [],
        skipCapabilities: true,
        metadata: {},
        ...chunksFor(FREE_CHUNKS, upload),
      }
    },

    async status(account, videos, context) {
      const api = vimeoApi(http, account, context)
      return oneByOne(videos, async (id) => {
        const video = await api.find(videoState, `/videos/${id}`, { fields: STATE_FIELDS })
        return video ? statusOf(video) : GONE
      })
    },

    remove: (account, { remoteId }, context) => vimeoApi(http, account, context).remove(`/videos/${remoteId}`),

    async update(account, { remoteId }, change, context) {
      const json = changeOf(change)
      if (Object.keys(json).length > 0) {
        await vimeoApi(http, account, context).ask({ method: 'PATCH', path: `/videos/${remoteId}`, json })
      }
      return {}
    },

    async test(account, context) {
      const api = vimeoApi(http, account, context)
      const answer = await api.json(me, { method: 'GET', path: '/me', query: { fields: 'name,upload_quota' } })
      const { free, max } = answer.upload_quota?.space ?? {}
      const room =
        free == null
          ? []
          : [
              max == null
                ? phrase('{free} free.', { free: bytes(free) })
                : phrase('{free} of {total} free.', { free: bytes(free), total: bytes(max) }),
            ]
      return {
        message: answer.name
          ? phrase('Vimeo answers and knows this token as {name}.', { name: answer.name })
          : phrase('Vimeo answers and accepts this token.'),
        details: [...room, phrase('Whether the token may upload shows with the first upload.')],
        checks: [{ check: 'signIn', ok: true }],
        room: free == null ? null : { free: Math.max(0, free), total: max ?? null, unit: 'bytes' },
      }
    },
  }
}

/** Vimeo has no value for “as the account has it”, so a privacy that was set cannot be reset, only changed. */
function changeOf({ title, options }: VideoChange): Record<string, unknown> {
  const { description, privacy } = options
  if (privacy === '') {
    throw invalid('input.invalid', phrase('Who may watch: choose another value; Vimeo cannot take it back.'))
  }
  return {
    ...(title === undefined ? {} : { name: title }),
    ...(description === undefined ? {} : { description }),
    ...(privacy === undefined ? {} : { privacy: { view: privacy } }),
  }
}
