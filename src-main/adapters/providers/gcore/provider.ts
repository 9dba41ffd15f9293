/** @file Gcore Streaming, videos on demand: a video is created through the API, its bytes go to an upload server by tus. */
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { Provider, ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import type { VideoStatus } from '../../../engine/providers/video.ts'
import { invalid } from '../kit/fields.ts'
import { unsignedAccess } from '../kit/sign-in.ts'
import { A_DAY_MS, gone, oneByOne, UNASKED } from '../kit/status.ts'
import { client, gcoreApi, listVideos, videoName, videoPath, videoState, videoStates } from './api.ts'
import { listDirectories } from './directories.ts'
import { bodyOfOptions, checkOptions, checkSettings, FIELDS, OPTIONS } from './fields.ts'
import { ACCEPTED, checkFile, MAX_BYTES } from './files.ts'
import { createImports, MAX_IMPORTS } from './imports.ts'
import { type GcoreDeps, prepareUpload } from './prepare.ts'
import { statusOf } from './status.ts'

const STATUS_BATCH = 50
/** Single calls in a row, for videos that the list left out: only third parties name a limit, 4 calls a second. */
const MAX_SINGLE_CALLS = 8

export function createGcoreProvider({ http, now }: GcoreDeps): Provider {
  const api = (account: ProviderAccount, context: ProviderContext) => gcoreApi({ http, account, context })

  return {
    id: 'gcore',
    label: 'Gcore',
    summary: 'Gcore Video Streaming: files up to 30 GB, copies from links.',
    fields: FIELDS,
    options: OPTIONS,
    freeOptions: false,
    // Gcore docs, REST API authentication.
    guide: {
      words: 'In the Gcore Customer Portal open Profile, then API tokens, and choose Create token. It is shown only once.',
      url: 'https://portal.gcore.com',
    },
    presets: [],
    accepts: ACCEPTED,
    largestFileBytes: MAX_BYTES,
    dashboard: 'https://portal.gcore.com',
    can: { importFrom: ['https', 'http', 'sftp'], status: true, remove: true, retitle: true, live: false },
    secretUploadUrl: false,
    statusBatch: STATUS_BATCH,
    unknownAfterMs: A_DAY_MS,
    importBatch: MAX_IMPORTS,

    checkAccount: checkSettings,
    checkOptions: (options) => checkOptions(options),
    checkFile: (file) => checkFile(file),
    access: unsignedAccess,
    prepare: (account, upload, context) => prepareUpload(account, upload, context, { http, now }),
    importFrom: createImports({ http, now }),

    /**
     * One list for all (`?id=1,2,3`, Gcore OpenAPI). Only a single call shows that a video is gone; videos beyond `MAX_SINGLE_CALLS` are
     * left to a later call.
     */
    async status(account, wanted, context) {
      const calls = api(account, context)
      const ids = wanted.map(({ remoteId }) => remoteId)
      const known = new Map<string, VideoStatus>()
      const query = { id: ids.join(','), per_page: STATUS_BATCH }
      for (const video of await listVideos(calls, query, (all) => all.length >= ids.length, videoStates)) {
        if (ids.includes(video.id)) known.set(video.id, statusOf(video))
      }
      const left = wanted.filter(({ remoteId }) => !known.has(remoteId))
      for (const { remoteId } of left.slice(MAX_SINGLE_CALLS)) known.set(remoteId, UNASKED)
      const askOne = async (id: string): Promise<VideoStatus> => {
        const found = await calls.find(videoState, videoPath(id))
        return found ? statusOf(found) : gone(phrase('not found'))
      }
      return oneByOne(left.slice(0, MAX_SINGLE_CALLS), askOne, known)
    },

    /** Deletes all qualities and files of a video, for good (Gcore OpenAPI). */
    remove: (account, { remoteId }, context) => api(account, context).remove(videoPath(remoteId)),

    /**
     * The body of PATCH has no `video` around it, and the Gcore OpenAPI calls `name` required there, too: the present one is
     * sent again when it does not change.
     */
    async update(account, { remoteId }, { title, options }, context) {
      const fixed = OPTIONS.find(({ name, later }) => !later && options[name] !== undefined)
      if (fixed) throw invalid('input.invalid', phrase('{label}: it cannot be changed after the upload.', { label: fixed.label }))
      const calls = api(account, context)
      const name = title ?? (await calls.json(videoName, { method: 'GET', path: videoPath(remoteId) })).name ?? undefined
      await calls.ask({ method: 'PATCH', path: videoPath(remoteId), json: { name, ...bodyOfOptions(options) } })
      return {}
    },

    choices: (account, _option, context) => listDirectories(api(account, context)),

    /** Gcore docs, REST API authentication: this call checks a token and names the account. */
    async test(account, context) {
      const { id, email, status } = await api(account, context).json(client, { method: 'GET', path: '/iam/clients/me' })
      const details = [
        ...(id ? [phrase('Account {id}.', { id })] : []),
        ...(email ? [phrase('Email: {email}.', { email })] : []),
        ...(status ? [phrase('Status: {status}.', { status })] : []),
      ]
      return { message: phrase('Gcore accepts the API token.'), details, checks: [{ check: 'signIn', ok: true }] }
    },
  }
}
