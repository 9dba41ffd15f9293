/** @file A row of the queue at its beginning. */
import native from 'node:path'
import { fillTitle } from '../../contract/title.ts'
import type { PathKind } from '../files/paths.ts'
import type { Upload } from './upload.ts'
import { newUploadId } from './upload-id.ts'

type InitialField =
  | 'kind'
  | 'batchId'
  | 'sessionId'
  | 'priority'
  | 'path'
  | 'name'
  | 'sealedUrl'
  | 'identity'
  | 'location'
  | 'accountId'
  | 'title'
  | 'metadata'
  | 'options'
  | 'chunkBytes'
  | 'addedAt'

/** Without its sort key, which is made in the transaction that stores it. */
export type NewUpload = Omit<Upload, 'position'>

export function newUpload(initial: Pick<Upload, InitialField>): NewUpload {
  return {
    ...initial,
    id: newUploadId(initial.addedAt),
    sentPrefix: null,
    learnedChunkBytes: null,
    state: 'queued',
    waiting: null,
    failure: null,
    uploadUrl: null,
    remoteId: null,
    remote: {},
    links: {},
    expiresAt: null,
    offload: null,
    sentAt: null,
    processing: null,
    pollAt: null,
    acceptedBytes: 0,
    bytesSent: 0,
    consecutiveFailures: 0,
    attempts: 0,
    restarts: 0,
    startedAt: null,
    settledAt: null,
  }
}

/** A title made of a template; `index` counts the files that were added together, from 1. */
export function titleFrom(
  template: string,
  { path, identity }: Pick<Upload, 'path' | 'identity'>,
  index: number,
  kind: PathKind = native,
): string {
  const name = kind.basename(path, kind.extname(path))
  const changedAt = Number(BigInt(identity.mtimeNs) / 1_000_000n)
  return fillTitle(template, { name, folder: kind.basename(kind.dirname(path)), changedAt, index })
}
