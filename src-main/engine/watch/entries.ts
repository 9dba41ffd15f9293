/** @file The values of rows of the watched-file store. Pure. */
import { failure } from '../../contract/errors/errors.ts'
import { type Afterwards, UNFINISHED_AS, type WatchReason } from '../../contract/watch.ts'
import type { FileIdentity } from '../files/identity.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { identityColumns, isUntouched } from './same-watched-file.ts'

const NOTHING = {
  sizeBytes: 0,
  mtimeNs: '0',
  inode: '0',
  birthNs: '0',
  uploadId: null,
  receiptId: null,
  sha256: null,
  afterwards: null,
  movedTo: null,
  failure: null,
  media: null,
  goneAt: null,
} as const

export function blankEntry(
  path: Pick<WatchedFile, 'folder' | 'directory' | 'name' | 'at'>,
): Omit<WatchedFile, 'id' | 'state' | 'reason'> {
  return { ...NOTHING, ...path }
}

/** The state of a sent file, and whether it is still to be moved. */
export function sentState(afterwards: WatchedFile['afterwards']): Pick<WatchedFile, 'state' | 'reason' | 'afterwards'> {
  const reason = afterwards === null ? null : afterwards === 'pending' ? 'to-move' : 'not-moved'
  return { state: 'sent', reason, afterwards }
}

/** The file is another version than the one that was sent, so it is not moved. */
export function notMoved(
  { state, reason, afterwards, failure: before }: WatchedFile,
  path: string,
): Pick<WatchedFile, 'reason' | 'afterwards' | 'movedTo' | 'failure'> {
  const left = afterwards === null ? before : failure('watch.notAsSent', { path })
  return { reason: state === 'sent' ? null : reason, afterwards: null, movedTo: null, failure: state === 'sent' ? left : null }
}

/** Why an unstable file waits; a reason that was found before holds until the file is written to again. */
export function reasonWhileUnstable(found: FoundFile, entry: WatchedFile | null, stableInodes: boolean): WatchReason {
  if (found.identity.sizeBytes === 0) return 'empty'
  const isKnown = entry?.state === 'waiting' && entry.reason !== null && isUntouched(entry, found, stableInodes)
  return isKnown && entry.reason !== 'empty' ? (entry.reason ?? 'growing') : 'growing'
}

/** Whether it is left out by a decision, not by the rules. */
export function isDeclined({ state, reason }: WatchedFile): boolean {
  return state === 'ignored' && (reason === 'existing' || reason === 'declined' || reason === 'removed')
}

/** The row of a file whose upload is verified, as this version of it. */
export function sentEntry(
  entry: WatchedFile,
  identity: FileIdentity,
  receipt: { readonly id: string; readonly sha256: string | null } | null,
  then: Afterwards,
  at: number,
): WatchedFile {
  const birthNs = identity.inode === entry.inode ? entry.birthNs : '0'
  const columns = { ...identityColumns(identity), birthNs, receiptId: receipt?.id ?? null, sha256: receipt?.sha256 ?? null }
  const isKept = receipt === null || then.do === 'keep'
  return { ...entry, ...columns, ...sentState(isKept ? null : 'pending'), failure: null, at }
}

const UNFINISHED: ReadonlySet<WatchReason | null> = new Set(UNFINISHED_AS)

/** Whether it is stable and seems incomplete. */
export function isUnfinished({ reason }: Pick<WatchedFile, 'reason'>): boolean {
  return UNFINISHED.has(reason)
}
