/** @file Converts between rows of the journal and the types of the engine. Column names and types are in the migrations. */
import type { SQLInputValue } from 'node:sqlite'
import { failure } from '../../contract/errors/errors.ts'
import { groupOf, type HistoryEntry, PRIORITIES, type Receipt, UPLOAD_KINDS, UPLOAD_STATES } from '../../contract/queue/upload.ts'
import type { FileIdentity } from '../../engine/files/identity.ts'
import { type KnownFile, volumeOf } from '../../engine/files/same-file.ts'
import type { LiveEntry } from '../../engine/ports/journal.ts'
import type { Cleanup } from '../../engine/queue/jobs/cleanup-store.ts'
import type { Upload } from '../../engine/queue/upload.ts'
import type { Row } from './database.ts'
import { searchText } from './search-text.ts'
import { createColumnReader, SCHEMAS } from './stored-columns.ts'

type Values = Record<string, SQLInputValue>

/** The columns of each field. */
const COLUMNS: { readonly [F in keyof Upload]: (upload: Upload) => Values } = {
  id: ({ id }) => ({ id }),
  kind: ({ kind }) => ({ kind }),
  batchId: (upload) => ({ batch_id: upload.batchId }),
  sessionId: (upload) => ({ session_id: upload.sessionId }),
  position: ({ position }) => ({ position }),
  priority: ({ priority }) => ({ priority }),
  path: (upload) => ({ path: upload.path, search_text: searchTextOf(upload) }),
  name: (upload) => ({ name: upload.name, search_text: searchTextOf(upload) }),
  sealedUrl: (upload) => ({ sealed_url: upload.sealedUrl }),
  identity: (upload) => identityValues(upload.identity),
  location: ({ location }) => ({ location, drive: volumeOf(location) }),
  sentPrefix: (upload) => ({ sent_prefix: json(upload.sentPrefix) }),
  media: (upload) => ({ media: json(upload.media) }),
  accountId: (upload) => ({ account_id: upload.accountId }),
  title: (upload) => ({ title: upload.title, search_text: searchTextOf(upload) }),
  titleTemplate: (upload) => ({ title_template: json(upload.titleTemplate) }),
  metadata: (upload) => ({ metadata: JSON.stringify(upload.metadata) }),
  options: (upload) => ({ options: JSON.stringify(upload.options) }),
  chunkBytes: (upload) => ({ chunk_bytes: upload.chunkBytes }),
  learnedChunkBytes: (upload) => ({ learned_chunk_bytes: upload.learnedChunkBytes }),
  state: ({ state }) => ({ state, state_group: groupOf(state) }),
  waiting: ({ waiting }) => ({ waiting: json(waiting), due_at: waiting?.until ?? null }),
  failure: (upload) => ({ failure: json(upload.failure), failure_code: upload.failure?.code ?? null }),
  uploadUrl: (upload) => ({ upload_url: upload.uploadUrl }),
  remoteId: (upload) => ({ remote_id: upload.remoteId }),
  remote: (upload) => ({ remote: JSON.stringify(upload.remote) }),
  links: (upload) => ({ links: JSON.stringify(upload.links) }),
  expiresAt: (upload) => ({ expires_at: upload.expiresAt }),
  offload: (upload) => ({ offload: json(upload.offload) }),
  sentAt: (upload) => ({ sent_at: upload.sentAt }),
  processing: (upload) => ({ processing: json(upload.processing) }),
  pollAt: (upload) => ({ poll_at: upload.pollAt }),
  acceptedBytes: (upload) => ({ accepted_bytes: upload.acceptedBytes }),
  bytesSent: (upload) => ({ bytes_sent: upload.bytesSent }),
  consecutiveFailures: ({ consecutiveFailures }) => ({ tries: consecutiveFailures }),
  attempts: ({ attempts }) => ({ attempts }),
  restarts: ({ restarts }) => ({ restarts }),
  addedAt: (upload) => ({ added_at: upload.addedAt }),
  startedAt: (upload) => ({ started_at: upload.startedAt }),
  settledAt: (upload) => ({ settled_at: upload.settledAt }),
}

/** The text in which searches look, besides the name of the account. */
const searchTextOf = ({ path, name, title }: Upload): string => searchText(path, name, title)

const FIELDS = Object.keys(COLUMNS) as (keyof Upload)[]

export function uploadValues(upload: Upload): Values {
  return Object.assign({}, ...FIELDS.map((field) => COLUMNS[field](upload))) as Values
}

/** Only the columns that changed, so that no index of the others is written. */
export function changedValues(before: Upload, after: Upload): Values {
  const changed = FIELDS.filter((field) => before[field] !== after[field])
  return Object.assign({}, ...changed.map((field) => COLUMNS[field](after))) as Values
}

/**
 * The upload in a row. When columns cannot be parsed they get a fallback, and the upload has failed with `queue.unreadable`: nothing is
 * sent by guessing.
 */
export function uploadFrom(row: Row): Upload {
  const { unreadable, json, oneOf, decimal } = createColumnReader(row)
  const upload: Upload = {
    id: text(row, 'id'),
    kind: oneOf('kind', UPLOAD_KINDS, 'upload'),
    batchId: text(row, 'batch_id'),
    sessionId: text(row, 'session_id'),
    position: text(row, 'position'),
    priority: oneOf('priority', PRIORITIES, 0),
    path: text(row, 'path'),
    name: text(row, 'name'),
    sealedUrl: textOrNull(row, 'sealed_url'),
    identity: { ...identityFrom(row), mtimeNs: decimal('mtime_ns') },
    location: text(row, 'location'),
    sentPrefix: json('sent_prefix', SCHEMAS.sentPrefix, null),
    media: json('media', SCHEMAS.media, null),
    accountId: text(row, 'account_id'),
    title: textOrNull(row, 'title'),
    titleTemplate: json('title_template', SCHEMAS.titleTemplate, null),
    metadata: json('metadata', SCHEMAS.texts, {}),
    options: json('options', SCHEMAS.texts, {}),
    chunkBytes: numberOrNull(row, 'chunk_bytes'),
    learnedChunkBytes: numberOrNull(row, 'learned_chunk_bytes'),
    state: oneOf('state', UPLOAD_STATES, 'failed'),
    waiting: json('waiting', SCHEMAS.waiting, null),
    failure: json('failure', SCHEMAS.failure, null),
    uploadUrl: textOrNull(row, 'upload_url'),
    remoteId: textOrNull(row, 'remote_id'),
    remote: json('remote', SCHEMAS.texts, {}),
    links: json('links', SCHEMAS.links, {}),
    expiresAt: numberOrNull(row, 'expires_at'),
    offload: json('offload', SCHEMAS.offload, null),
    sentAt: numberOrNull(row, 'sent_at'),
    processing: json('processing', SCHEMAS.processing, null),
    pollAt: numberOrNull(row, 'poll_at'),
    acceptedBytes: number(row, 'accepted_bytes'),
    bytesSent: number(row, 'bytes_sent'),
    consecutiveFailures: number(row, 'tries'),
    attempts: number(row, 'attempts'),
    restarts: number(row, 'restarts'),
    addedAt: number(row, 'added_at'),
    startedAt: numberOrNull(row, 'started_at'),
    settledAt: numberOrNull(row, 'settled_at'),
  }
  if (unreadable.length === 0) return upload
  const known = upload.failure?.code === 'queue.unreadable' ? upload.failure : null
  const problem = known ?? failure('queue.unreadable', { columns: unreadable.join(', ') })
  const state = upload.state === 'cancelled' ? 'cancelled' : 'failed'
  return { ...upload, state, failure: problem, waiting: null, pollAt: null }
}

export function historyValues(uploadId: string, entry: HistoryEntry): Values {
  return {
    upload_id: uploadId,
    at: entry.at,
    event: entry.event,
    state: entry.state,
    bytes: entry.bytes,
    failure: json(entry.failure),
    times: entry.times ?? 1,
    first_at: entry.firstAt ?? null,
  }
}

export function historyFrom(row: Row): HistoryEntry {
  const { json, oneOf } = createColumnReader(row)
  const [times, firstAt] = [number(row, 'times'), numberOrNull(row, 'first_at')]
  return {
    at: number(row, 'at'),
    event: text(row, 'event'),
    state: oneOf('state', UPLOAD_STATES, 'failed'),
    bytes: numberOrNull(row, 'bytes'),
    failure: json('failure', SCHEMAS.failure, failure('queue.unreadable', { columns: 'failure' })),
    ...(times > 1 && firstAt !== null && { times, firstAt }),
  }
}

export function receiptValues(receipt: Receipt, { identity, location }: Pick<KnownFile, 'identity' | 'location'>): Values {
  return {
    ...identityValues(identity),
    location,
    id: receipt.id,
    upload_id: receipt.uploadId,
    path: receipt.path,
    name: receipt.name,
    account_id: receipt.accountId,
    account_name: receipt.accountName,
    provider: receipt.provider,
    upload_url: receipt.uploadUrl,
    remote_id: receipt.remoteId,
    sha256: receipt.sha256,
    batch_id: receipt.batchId,
    started_at: receipt.startedAt,
    finished_at: receipt.finishedAt,
    attempts: receipt.attempts,
    restarts: receipt.restarts,
    bytes_sent: receipt.bytesSent,
    duration_seconds: receipt.durationSeconds,
    media: json(receipt.media),
    reported: json(receipt.reported),
    proof: JSON.stringify(receipt.proof),
    offload: json(receipt.offload),
  }
}

export function receiptFrom(row: Row): Receipt {
  const { decimal, json: stored } = createColumnReader(row)
  return {
    id: text(row, 'id'),
    uploadId: text(row, 'upload_id'),
    path: text(row, 'path'),
    name: text(row, 'name'),
    sizeBytes: number(row, 'size_bytes'),
    mtimeNs: decimal('mtime_ns'),
    accountId: text(row, 'account_id'),
    accountName: text(row, 'account_name'),
    provider: text(row, 'provider'),
    uploadUrl: text(row, 'upload_url'),
    remoteId: textOrNull(row, 'remote_id'),
    sha256: textOrNull(row, 'sha256'),
    batchId: text(row, 'batch_id'),
    startedAt: number(row, 'started_at'),
    finishedAt: number(row, 'finished_at'),
    attempts: number(row, 'attempts'),
    restarts: number(row, 'restarts'),
    bytesSent: number(row, 'bytes_sent'),
    durationSeconds: numberOrNull(row, 'duration_seconds'),
    media: stored('media', SCHEMAS.facts, null),
    reported: stored('reported', SCHEMAS.reported, null),
    proof: stored('proof', SCHEMAS.proof, []),
    offload: stored('offload', SCHEMAS.offload, null),
  }
}

export function cleanupValues(cleanup: Cleanup): Values {
  return {
    id: cleanup.id,
    upload_url: cleanup.uploadUrl,
    remote_id: cleanup.remoteId,
    remote: JSON.stringify(cleanup.remote),
    title: cleanup.title,
    sent_at: cleanup.sentAt,
    account_id: cleanup.accountId,
    upload_id: cleanup.uploadId,
    tries: cleanup.attempts,
    due_at: cleanup.dueAt,
  }
}

export function cleanupFrom(row: Row): Cleanup {
  return {
    id: text(row, 'id'),
    uploadUrl: textOrNull(row, 'upload_url'),
    remoteId: textOrNull(row, 'remote_id'),
    remote: createColumnReader(row).json('remote', SCHEMAS.texts, {}),
    title: text(row, 'title'),
    sentAt: number(row, 'sent_at'),
    accountId: text(row, 'account_id'),
    uploadId: text(row, 'upload_id'),
    attempts: number(row, 'tries'),
    dueAt: number(row, 'due_at'),
  }
}

export function liveFrom(row: Row): LiveEntry {
  return {
    accountId: text(row, 'account_id'),
    id: text(row, 'id'),
    title: text(row, 'title'),
    createdAt: number(row, 'created_at'),
    signal: createColumnReader(row).json('last_signal', SCHEMAS.signal, null),
  }
}

function identityValues(identity: FileIdentity): Values {
  return { size_bytes: identity.sizeBytes, mtime_ns: identity.mtimeNs, inode: identity.inode, device: identity.device }
}

export function identityFrom(row: Row): FileIdentity {
  return {
    sizeBytes: number(row, 'size_bytes'),
    mtimeNs: text(row, 'mtime_ns'),
    inode: text(row, 'inode'),
    device: text(row, 'device'),
  }
}

export function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

/** The value of an aggregate function, or of a column that is never NULL. */
export function number(row: Row | null, column: string): number {
  return Number(row?.[column])
}

/** Also `null` without a row. */
export function numberOrNull(row: Row | null, column: string): number | null {
  const value = row?.[column] ?? null
  return value === null ? null : Number(value)
}

export function text(row: Row, column: string): string {
  return String(row[column])
}

/** Also `null` without a row. */
export function textOrNull(row: Row | null, column: string): string | null {
  const value = row?.[column] ?? null
  return value === null ? null : String(value)
}
