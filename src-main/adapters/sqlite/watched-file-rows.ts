/** @file Converts between rows of watched files and the types of the engine. */
import type { SQLInputValue } from 'node:sqlite'
import { failure } from '../../contract/errors/errors.ts'
import { WATCH_FILE_STATES, WATCH_REASONS } from '../../contract/watch.ts'
import type { Batch, WatchedFile, WatchedFileTally } from '../../engine/watch/ports.ts'
import type { Row } from './database.ts'
import { json, number, numberOrNull, text, textOrNull } from './rows.ts'
import { searchText } from './search-text.ts'
import { createColumnReader, SCHEMAS } from './stored-columns.ts'

const AFTERWARDS = ['pending', 'failed'] as const satisfies readonly WatchedFile['afterwards'][]

export function entryValues(entry: Omit<WatchedFile, 'id'>): Record<string, SQLInputValue> {
  return {
    directory: entry.directory,
    name: entry.name,
    size_bytes: entry.sizeBytes,
    mtime_ns: entry.mtimeNs,
    inode: entry.inode,
    birth_ns: entry.birthNs,
    state: entry.state,
    reason: entry.reason,
    upload_id: entry.uploadId,
    receipt_id: entry.receiptId,
    sha256: entry.sha256,
    afterwards: entry.afterwards,
    moved_to: entry.movedTo,
    failure: json(entry.failure),
    media: json(entry.media),
    at: entry.at,
    gone_at: entry.goneAt,
    search_text: searchText(entry.name),
  }
}

/** Columns that cannot be parsed get a default; a file with an unreadable state asks a person. */
export function entryFrom(row: Row): WatchedFile {
  const { unreadable, json, oneOf, decimal } = createColumnReader(row)
  const state = oneOf('state', WATCH_FILE_STATES, 'asking')
  const entry: WatchedFile = {
    id: number(row, 'id'),
    folder: text(row, 'folder'),
    directory: text(row, 'directory'),
    name: text(row, 'name'),
    sizeBytes: number(row, 'size_bytes'),
    mtimeNs: decimal('mtime_ns'),
    inode: text(row, 'inode'),
    birthNs: text(row, 'birth_ns'),
    state,
    reason: row['reason'] === null ? null : oneOf('reason', WATCH_REASONS, 'unsure'),
    uploadId: textOrNull(row, 'upload_id'),
    receiptId: textOrNull(row, 'receipt_id'),
    sha256: textOrNull(row, 'sha256'),
    afterwards: row['afterwards'] === null ? null : oneOf('afterwards', AFTERWARDS, 'failed'),
    movedTo: textOrNull(row, 'moved_to'),
    failure: json('failure', SCHEMAS.failure, failure('queue.unreadable', { columns: 'failure' })),
    media: json('media', SCHEMAS.media, null),
    at: number(row, 'at'),
    goneAt: numberOrNull(row, 'gone_at'),
  }
  return unreadable.includes('state') ? { ...entry, reason: 'unsure' } : entry
}

export function tallyFrom(row: Row): WatchedFileTally {
  const { oneOf } = createColumnReader(row)
  return {
    state: oneOf('state', WATCH_FILE_STATES, 'asking'),
    reason: row['reason'] === '' ? null : oneOf('reason', WATCH_REASONS, 'unsure'),
    files: number(row, 'files'),
    sizeBytes: number(row, 'size_bytes'),
  }
}

export function batchFrom(row: Row): Batch {
  return {
    id: text(row, 'id'),
    watchId: text(row, 'watch_id'),
    name: text(row, 'name'),
    createdAt: number(row, 'created_at'),
    settledAt: numberOrNull(row, 'settled_at'),
  }
}
