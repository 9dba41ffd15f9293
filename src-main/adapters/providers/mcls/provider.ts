/**
 * @file MyCujoo LiveServices: a static stream is created over its API, the file is sent to the tus address of the account,
 * and the video is attached to an event if the upload names one. The public documents are few and old, so what they leave undefined
 * is a setting.
 */
import { type Failure, failureFrom, helpPhrase, titlePhrase } from '../../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../../contract/i18n/phrase.ts'
import type { Http } from '../../../engine/ports/http.ts'
import type { Provider, ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { capabilitiesIn } from '../../tus/answers.ts'
import { type ChunkRule, chunksFor, FREE_CHUNKS, MEBIBYTE } from '../kit/chunks.ts'
import { createOnce } from '../kit/create-once.ts'
import { invalid } from '../kit/fields.ts'
import { oneByOne } from '../kit/status.ts'
import { titleOf } from '../kit/title.ts'
import { refuseMetadata, VIDEO_EXTENSIONS } from '../kit/upload-checks.ts'
import { createMclsApi, type StreamOptions } from './api.ts'
import { apiBaseOf, checkOptions, checkSettings, FIELDS, OPTIONS, PROVIDER_NAME } from './fields.ts'
import { createLive } from './live.ts'
import { login } from './login.ts'
import { GONE, statusOf } from './status.ts'
import { accessOf, explainRefusal, mayUpload } from './upload-server.ts'

/** No rule is documented. */
const CHUNKS: ChunkRule = { ...FREE_CHUNKS, usual: 50 * MEBIBYTE }
/** A video without a playlist may be slow or broken, and MCLS does not report which; after this time the result is unknown. */
const UNKNOWN_AFTER_MS = 60 * 60_000

export function createMclsProvider({ http, now }: { http: Http; now: () => number }): Provider {
  const apiFor = (account: ProviderAccount, context: ProviderContext) => createMclsApi(http, account, context)

  /** Whether the upload address can be reached and speaks tus, and a sentence on its answer. */
  async function probeUploadServer(
    account: ProviderAccount,
    context: ProviderContext,
  ): Promise<{ failure: Failure | null; speaksTus: boolean; message: DisplayText }> {
    const endpoint = new URL(account.settings['tusEndpoint'] ?? '')
    try {
      const answer = await http.call({
        method: 'OPTIONS',
        url: endpoint.href,
        headers: {},
        signal: context.signal,
        timeouts: context.timeouts,
        credentials: accessOf(account, context).credentials,
      })
      const capabilities = capabilitiesIn(answer)
      if (capabilities) {
        const extensions = capabilities.extensions.join(', ') || phrase('nothing beyond the core protocol')
        return {
          failure: null,
          speaksTus: true,
          message: phrase('The upload address {host} speaks tus and offers: {extensions}.', { host: endpoint.host, extensions }),
        }
      }
      const message = phrase(
        'The upload address {host} answers {status} and does not say whether it speaks tus. The first upload will show.',
        { host: endpoint.host, status: answer.status },
      )
      return { failure: null, speaksTus: false, message }
    } catch (caught) {
      const problem = failureFrom(caught)
      if (!problem.code.startsWith('network.')) throw caught
      return {
        failure: problem,
        speaksTus: false,
        message: phrase('{what}. {help}', { what: titlePhrase(problem), help: helpPhrase(problem) }),
      }
    }
  }

  return {
    id: 'mcls',
    label: PROVIDER_NAME,
    summary: 'Videos for streams and events of MyCujoo LiveServices (MCLS), and live streams.',
    fields: FIELDS,
    options: OPTIONS,
    freeOptions: false,
    guide: {
      words: 'Sign in with the organisation, e-mail and password that you have there, and ask for the tus address for uploads.',
      url: 'https://mcls.mycujoo.tv/help-center/getting-started/quick-start-guides/getting-started-with-the-mcls-api',
    },
    presets: [],
    accepts: VIDEO_EXTENSIONS,
    largestFileBytes: null,
    dashboard: null,
    can: { importFrom: [], status: true, remove: false, retitle: false, live: true },
    secretUploadUrl: false,
    // One stream a call: the API has no documented list.
    statusBatch: 1,
    unknownAfterMs: UNKNOWN_AFTER_MS,
    importBatch: 0,
    checkAccount: checkSettings,
    checkOptions,

    /** Neither sizes nor kinds of files are documented. */
    checkFile: () => null,

    /** Stores the token under `password`; see [Note: The password is not kept]. */
    async exchange(settings, secrets, context) {
      const { password } = secrets
      return password === undefined ? {} : { password: await login(http, settings, password, context) }
    },

    access: accessOf,

    /**
     * Creates the static stream first, then names it in the metadata of the upload: exactly `filename` and `stream_id`
     * (MCLS VOD guide). No call to search for a stream is documented, so an answer that was lost needs a person.
     *
     * @throws FailureError `upload.orphan`
     */
    async prepare(account, upload, context) {
      // Nothing besides `filename` and `stream_id` is documented.
      refuseMetadata(PROVIDER_NAME, upload)
      const title = titleOf(upload)
      const create = async () => ({
        remoteId: (await apiFor(account, context).create('TYPE_STATIC', title, streamOptions(upload.options))).id,
      })
      const streamId =
        upload.uploadUrl === null
          ? (await createOnce({ ...upload, title }, context, { create, provider: PROVIDER_NAME, now })).remoteId
          : (upload.remoteId ?? '')
      return {
        ...accessOf(account, context),
        endpoints: [account.settings['tusEndpoint'] ?? ''],
        metadata: { filename: upload.name, stream_id: streamId },
        ...chunksFor(CHUNKS, upload),
        mayUpload: (url) => mayUpload(url, account.settings),
        explain: (answer, kind) => explainRefusal(answer, kind, { account, sizeBytes: upload.identity.sizeBytes, now: now() }),
      }
    },

    async status(account, videos, context) {
      const api = apiFor(account, context)
      return oneByOne(videos, async (id) => {
        const stream = await api.state(id)
        return stream ? statusOf(stream) : GONE
      })
    },

    async finish(account, video, context) {
      const { eventId } = video.options
      if (!eventId || video.remote['attachedEvent'] === eventId) return {}
      await apiFor(account, context).attach(eventId, video.remoteId)
      return { attachedEvent: eventId }
    },

    /** The event is the only thing that can be changed; no call for a title or for removing an event is documented. */
    async update(account, video, change, context) {
      if (change.title !== undefined)
        throw invalid(
          'input.invalid',
          phrase('{provider} has no way to change the title of a video.', { provider: PROVIDER_NAME }),
        )
      const fixed = ['region', 'configId'].find((name) => name in change.options)
      if (fixed !== undefined)
        throw invalid(
          'input.invalid',
          phrase('{fixed}: {provider} has no way to change it once the stream is made.', { fixed, provider: PROVIDER_NAME }),
        )
      const { eventId } = checkOptions(change.options)
      if (eventId !== undefined) {
        await apiFor(account, context).attach(eventId, video.remoteId)
        return { attachedEvent: eventId }
      }
      if ('eventId' in change.options)
        throw invalid(
          'input.invalid',
          phrase('{provider} has no way to take a video out of its event.', { provider: PROVIDER_NAME }),
        )
      return {}
    },

    live: createLive({ http, now }),

    /** There is no documented call that only checks a sign-in, so a stream that does not exist is requested. */
    async test(account, context) {
      await apiFor(account, context).probeSignIn()
      const upload = await probeUploadServer(account, context)
      const details = [
        phrase('Signed in as {email} at {host}.', {
          email: account.settings['email'] ?? '',
          host: apiBaseOf(account.settings).host,
        }),
        upload.message,
      ]
      const signIn = { check: 'signIn', ok: true } as const
      if (upload.failure === null) {
        const message = phrase('The host answers and does not refuse this sign-in.')
        return { message, details, checks: upload.speaksTus ? [signIn, { check: 'uploads', ok: true }] : [signIn] }
      }
      return {
        message: phrase('The host does not refuse this sign-in, but the upload address cannot be reached.'),
        details,
        checks: [signIn, { check: 'uploads', ok: false }],
        failure: { ...upload.failure, params: { ...upload.failure.params, field: 'tusEndpoint' } },
      }
    },
  }
}

function streamOptions({ region, configId }: Readonly<Record<string, string>>): StreamOptions {
  return { region, config: configId }
}
