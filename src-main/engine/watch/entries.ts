/** @file What the ledger says of a file of which nothing was known, and what follows from what it says. Pure. */
import type { WatchReason } from '../../contract/watch.ts'
import type { FoundFile, LedgerEntry } from './ports.ts'
import { isUntouched } from './recognise.ts'

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
  goneAt: null,
} as const

export function blankEntry(
  place: Pick<LedgerEntry, 'folder' | 'directory' | 'name' | 'at'>,
): Omit<LedgerEntry, 'id' | 'state' | 'reason'> {
  return { ...NOTHING, ...place }
}

/** What was found out about a file holds until it is written to again. */
export function reasonWhileSettling(found: FoundFile, entry: LedgerEntry | null, stableInodes: boolean): WatchReason {
  if (found.identity.sizeBytes === 0) return 'empty'
  const isKnown = entry?.state === 'waiting' && entry.reason !== null && isUntouched(entry, found, stableInodes)
  return isKnown && entry.reason !== 'empty' ? (entry.reason ?? 'growing') : 'growing'
}

/** Left out, and not because of the rules. */
export function isDeclined({ state, reason }: LedgerEntry): boolean {
  return state === 'ignored' && (reason === 'existing' || reason === 'declined' || reason === 'removed')
}
