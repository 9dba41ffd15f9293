/** @file The plain tus provider: any server that speaks tus 1.0.0 with the creation extension. */
import mime from 'mime'
import { FailureError, failure } from '../../../contract/errors.ts'
import { formatBytes } from '../../../contract/format.ts'
import type { Transfer, TusAccess } from '../../../engine/ports.ts'
import type { Provider, ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import { checkSettings, FIELDS, mayCarrySecrets, parseHeaders, parseMetadata, wrongKey } from './fields.ts'

export function createTusProvider({ transfer }: { transfer: Pick<Transfer, 'probe'> }): Provider {
  /** Headers go to the endpoint’s own host only, and only over a protected connection. */
  function access(account: ProviderAccount, context: ProviderContext): TusAccess {
    const endpoint = new URL(account.settings['endpoint'] ?? '')
    let headers: Promise<Record<string, string>> | null = null
    return {
      accountName: account.name,
      timeouts: context.timeouts,
      async credentials(url) {
        if (url.hostname !== endpoint.hostname || !mayCarrySecrets(url)) return {}
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
    processes: false,
    checkAccount: checkSettings,
    access,

    /** Options of a plain tus upload are metadata. */
    checkOptions(options) {
      const wrong = wrongKey(options)
      if (wrong !== undefined) {
        const reason = `“${wrong}” cannot be sent as metadata: keys have no spaces and no commas.`
        throw new FailureError(failure('input.invalid', { reason }))
      }
    },

    /** `filename` and `filetype` are what tusd and its clients use by convention. */
    async target(account, upload, context) {
      const { settings } = account
      const filetype = mime.getType(upload.name)
      return {
        ...access(account, context),
        endpoint: settings['endpoint'] ?? '',
        metadata: {
          filename: upload.name,
          ...(filetype ? { filetype } : {}),
          ...parseMetadata(settings['metadata'] ?? ''),
          ...(upload.title === null ? {} : { title: upload.title }),
          ...upload.options,
          ...upload.metadata,
        },
        chunkBytes: upload.chunkBytes ?? (settings['chunkSize'] ? Number(settings['chunkSize']) : null),
      }
    },

    async test(account, context) {
      const offer = await transfer.probe(account.settings['endpoint'] ?? '', access(account, context), context.signal)
      const limit = offer.maxSizeBytes === null ? 'No size limit announced.' : `Files up to ${formatBytes(offer.maxSizeBytes)}.`
      const details = [limit, `Offers: ${offer.extensions.join(', ') || 'nothing beyond the core protocol'}.`]
      if (!offer.extensions.includes('creation'))
        return { ok: false, message: 'This server does not accept new uploads.', details }
      return { ok: true, message: 'The server answers and accepts uploads.', details }
    },
  }
}
