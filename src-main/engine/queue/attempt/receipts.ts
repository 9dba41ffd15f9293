/** @file Creates receipts: the proof that a file, or a copy from a link, is at its host. */
import type { MediaFacts } from '../../../contract/media.ts'
import type { Proof } from '../../../contract/proof/proof.ts'
import type { Receipt } from '../../../contract/queue/upload.ts'
import type { Accounts } from '../../accounts/accounts.ts'
import type { Provider } from '../../providers/provider.ts'
import { shownAddress } from '../../secrets/upload-address.ts'
import type { Upload } from '../upload.ts'

/**
 * The receipt of a file of which every byte was confirmed and hashed. An upload address that gives access is left out.
 *
 * @param finishedAt epoch ms
 */
export function uploadReceipt(
  upload: Upload,
  provider: Pick<Provider, 'id' | 'secretUploadUrl'>,
  accountName: string,
  finishedAt: number,
  read: { readonly sha256: string | null; readonly media: MediaFacts | null; readonly proof: readonly Proof[] },
): Receipt {
  return {
    id: crypto.randomUUID(),
    uploadId: upload.id,
    path: upload.path,
    name: upload.name,
    sizeBytes: upload.identity.sizeBytes,
    mtimeNs: upload.identity.mtimeNs,
    accountId: upload.accountId,
    accountName,
    provider: provider.id,
    uploadUrl: provider.secretUploadUrl ? '' : shownAddress(upload.uploadUrl ?? ''),
    remoteId: upload.remoteId,
    sha256: read.sha256,
    batchId: upload.batchId,
    startedAt: upload.startedAt ?? upload.addedAt,
    finishedAt,
    attempts: upload.attempts,
    restarts: upload.restarts,
    bytesSent: upload.bytesSent,
    durationSeconds: statedDuration(read.media),
    media: read.media,
    reported: null,
    proof: read.proof,
    offload: upload.offload,
  }
}

/**
 * The duration that is compared with that of the host. Not that of a transport stream: it is computed from its first and last frame, and
 * a host may count more.
 */
function statedDuration(media: MediaFacts | null): number | null {
  return media === null || media.container === 'mpeg-ts' ? null : media.durationSeconds
}

/** The receipt of a link from which the host has made a playable video. Its size is unknown here. */
export function importReceipt(upload: Upload, accounts: Pick<Accounts, 'find'>): Receipt {
  const account = accounts.find(upload.accountId)
  const provider = { id: account?.provider ?? '', secretUploadUrl: false }
  return uploadReceipt(upload, provider, account?.name ?? '', upload.settledAt ?? upload.addedAt, {
    sha256: null,
    media: null,
    proof: [],
  })
}
