/** @file Between rows of the ledger and what the engine knows. */
import type { SQLInputValue } from 'node:sqlite'
import type { Failure } from '../../contract/errors.ts'
import type { WatchFileState, WatchReason } from '../../contract/watch.ts'
import type { Batch, LedgerEntry, LedgerTally } from '../../engine/watch/ports.ts'
import type { Row } from './database.ts'
import { json, number, numberOrNull, parsed, text, textOrNull } from './rows.ts'

export function entryValues(entry: Omit<LedgerEntry, 'id'>): Record<string, SQLInputValue> {
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
    at: entry.at,
    gone_at: entry.goneAt,
  }
}

export function entryFrom(row: Row): LedgerEntry {
  return {
    id: number(row, 'id'),
    folder: text(row, 'folder'),
    directory: text(row, 'directory'),
    name: text(row, 'name'),
    sizeBytes: number(row, 'size_bytes'),
    mtimeNs: text(row, 'mtime_ns'),
    inode: text(row, 'inode'),
    birthNs: text(row, 'birth_ns'),
    state: text(row, 'state') as WatchFileState,
    reason: textOrNull(row, 'reason') as WatchReason | null,
    uploadId: textOrNull(row, 'upload_id'),
    receiptId: textOrNull(row, 'receipt_id'),
    sha256: textOrNull(row, 'sha256'),
    afterwards: textOrNull(row, 'afterwards') as LedgerEntry['afterwards'],
    movedTo: textOrNull(row, 'moved_to'),
    failure: parsed<Failure>(row, 'failure'),
    at: number(row, 'at'),
    goneAt: numberOrNull(row, 'gone_at'),
  }
}

export function tallyFrom(row: Row): LedgerTally {
  const reason = text(row, 'reason')
  return {
    state: text(row, 'state') as WatchFileState,
    reason: reason === '' ? null : (reason as WatchReason),
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
