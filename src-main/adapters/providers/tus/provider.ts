/** @file The plain tus provider: every server that speaks tus 1.0.0 with the creation extension. */
import { isSameOrigin } from '../../../contract/addresses/origins.ts'
import { failure } from '../../../contract/errors/errors.ts'
import { bytes, phrase } from '../../../contract/i18n/phrase.ts'
import type { Transfer, TusAccess } from '../../../engine/ports/transfer.ts'
import type { Provider, ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { mayCarrySecrets } from '../kit/addresses.ts'
import { chunksFor, FREE_CHUNKS } from '../kit/chunks.ts'
import { invalid } from '../kit/fields.ts'
import { invalidKeyIn } from '../kit/upload-checks.ts'
import { explainer } from './explain.ts'
import { checkSettings, divideEndpoint, endpointOf, FIELDS, parseHeaders } from './fields.ts'
import { metadataOf } from './metadata.ts'
import { PRESETS } from './presets.ts'

interface TusProviderOptions {
  readonly transfer: Pick<Transfer, 'probe'>
  readonly now?: () => number
}

export function createTusProvider({ transfer, now = Date.now }: TusProviderOptions): Provider {
  /** Headers go to the endpoint’s own origin only, and only over a protected connection. */
  function accessOf(account: ProviderAccount, context: ProviderContext): TusAccess {
    const endpoint = new URL(account.settings['endpoint'] ?? '')
    let headers: Promise<Record<string, string>> | null = null
    return {
      accountName: account.name,
      timeouts: context.timeouts,
      async credentials(url) {
        if (!isSameOrigin(url, endpoint) || !mayCarrySecrets(url)) return {}
        headers ??= account.secret('headers').then((lines) => parseHeaders(lines ?? ''))
        return headers
      },
    }
  }

  return {
    id: 'tus',
    label: 'tus server',
    summary: 'Any server that speaks tus 1.0.0, such as tusd.',
    fields: FIELDS,
    options: [],
    freeOptions: true,
    guide: null,
    presets: PRESETS,
    accepts: null,
    largestFileBytes: null,
    dashboard: null,
    can: { importFrom: [], status: false, remove: false, retitle: false, live: false },
    secretUploadUrl: false,
    statusBatch: 0,
    unknownAfterMs: 0,
    importBatch: 0,
    status: null,
    checkAccount: checkSettings,
    divide: divideEndpoint,
    checkFile: () => null,
    access: (account, context) => accessOf(account, context),

    /** Options of a plain tus upload are metadata; an empty one is left out. */
    checkOptions(options) {
      const wrong = invalidKeyIn(options)
      if (wrong !== undefined) {
        throw invalid(
          'input.invalid',
          phrase('“{name}” cannot be sent as metadata: keys have no spaces and no commas.', { name: wrong }),
        )
      }
      return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== ''))
    },

    async prepare(account, upload, context) {
      const { settings } = account
      const endpoint = await endpointOf(account)
      const chunkSize = settings['chunkSize'] ? Number(settings['chunkSize']) : null
      const isFixed = settings['fixedChunks'] === 'true'
      const hasHeaders = Boolean(await account.secret('headers'))
      return {
        ...accessOf(account, context),
        explain: explainer({
          endpoint: new URL(endpoint),
          accountName: account.name,
          sizeBytes: upload.identity.sizeBytes,
          signsIn: hasHeaders,
          now,
        }),
        endpoints: [endpoint],
        metadata: metadataOf(account, upload),
        ...chunksFor(FREE_CHUNKS, { ...upload, chunkBytes: isFixed ? chunkSize : (upload.chunkBytes ?? chunkSize) }),
      }
    },

    async test(account, context) {
      const capabilities = await transfer.probe(await endpointOf(account), accessOf(account, context), context.signal)
      const limit =
        capabilities.maxSizeBytes === null
          ? phrase('No size limit announced.')
          : phrase('Files up to {size}.', { size: bytes(capabilities.maxSizeBytes) })
      const extensions = capabilities.extensions.join(', ') || phrase('nothing beyond the core protocol')
      const details = [limit, phrase('Offers: {extensions}.', { extensions })]
      if (!capabilities.extensions.includes('creation'))
        return {
          message: phrase('This server does not accept new uploads.'),
          details,
          checks: [{ check: 'uploads', ok: false }],
          failure: failure('server.noCreation', { host: new URL(await endpointOf(account)).host }),
        }
      return {
        message: phrase('The server answers and accepts uploads.'),
        details,
        checks: [{ check: 'uploads', ok: true }],
        largestFileBytes: capabilities.maxSizeBytes,
      }
    },
  }
}
