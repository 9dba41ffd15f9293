/** @file A row of the queue at its beginning. */
import type { Upload } from './upload.ts'

type Given =
  | 'kind'
  | 'batchId'
  | 'sessionId'
  | 'position'
  | 'path'
  | 'name'
  | 'sourceUrl'
  | 'identity'
  | 'accountId'
  | 'title'
  | 'metadata'
  | 'options'
  | 'chunkBytes'
  | 'addedAt'

export function newUpload(given: Pick<Upload, Given>): Upload {
  return {
    ...given,
    id: crypto.randomUUID(),
    learnedChunkBytes: null,
    priority: 0,
    state: 'queued',
    waiting: null,
    failure: null,
    uploadUrl: null,
    remoteId: null,
    remote: {},
    links: {},
    expiresAt: null,
    sentAt: null,
    processing: null,
    pollAt: null,
    acceptedBytes: 0,
    bytesSent: 0,
    tries: 0,
    attempts: 0,
    restarts: 0,
    startedAt: null,
    settledAt: null,
  }
}
