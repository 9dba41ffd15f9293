/** @file Views of watched folders and their files. Pure. */
import type { AccountView } from '../../contract/account.ts'
import { type Failure, failure } from '../../contract/errors/errors.ts'
import { lastNameIn } from '../../contract/text/paths.ts'
import {
  WATCH_FILE_STATES,
  type WatchFileState,
  type WatchFileView,
  type WatchState,
  type WatchView,
} from '../../contract/watch.ts'
import { join } from '../files/paths.ts'
import type { FolderStatus } from './folder-deps.ts'
import type { WatchedFile, WatchedFileTally } from './ports.ts'
import type { WatchProfile } from './watch-profile.ts'

interface WatchFacts {
  readonly profile: WatchProfile
  readonly status: FolderStatus | null
  readonly account: AccountView | null
  /** Why its rules cannot be used, or `null`. */
  readonly rulesProblem: Failure | null
  readonly tallies: readonly WatchedFileTally[]
}

export function watchView({ profile, status, account, rulesProblem, tallies }: WatchFacts): WatchView {
  const { id, path, rules, volume } = profile
  const counts = Object.fromEntries(WATCH_FILE_STATES.map((state) => [state, 0])) as Record<WatchFileState, number>
  const moves = { pending: 0, failed: 0 }
  let openBytes = 0
  for (const { state, reason, files, sizeBytes } of tallies) {
    counts[state] += files
    if (reason === 'to-move') moves.pending += files
    else if (reason === 'not-moved') moves.failed += files
    if (state === 'waiting' || state === 'queued') openBytes += sizeBytes
  }
  return {
    id,
    name: lastNameIn(path),
    path,
    rules,
    accountName: account?.name ?? null,
    provider: account?.provider ?? null,
    ...stateOf(profile, status, account, rulesProblem),
    volume: { label: volume.label, kind: status?.volumeKind ?? volume.kind },
    polled: status !== null && status.unreported !== null,
    unreported: status?.unreported ?? null,
    counts,
    moves,
    openBytes,
    seen: status?.seen ?? null,
    busy: (status?.isBusy || status?.isMoving) ?? false,
    lastScanAt: status?.lastScanAt ?? null,
    nextScanAt: status?.nextScanAt ?? null,
  }
}

function stateOf(
  { path, paused }: WatchProfile,
  status: FolderStatus | null,
  account: AccountView | null,
  rulesProblem: Failure | null,
): Pick<WatchView, 'state' | 'failure'> {
  if (account === null) return { state: 'needs-account', failure: failure('watch.noAccount', { path }) }
  if (rulesProblem !== null) return { state: 'needs-rules', failure: rulesProblem }
  if (paused) return { state: 'paused', failure: null }
  if (status?.away) return { state: 'offline', failure: status.away }
  if (account.problem) return { state: 'needs-account', failure: account.problem }
  if (status?.problem?.code === 'watch.unreadable') return { state: 'unreadable', failure: status.problem }
  const state: WatchState = status?.seen == null ? 'watching' : 'scanning'
  return { state, failure: status?.problem ?? null }
}

export function fileView(entry: WatchedFile): WatchFileView {
  const {
    id,
    directory,
    name,
    sizeBytes,
    mtimeNs,
    state,
    reason,
    uploadId,
    receiptId,
    at,
    goneAt,
    movedTo,
    failure: problem,
  } = entry
  return {
    id: String(id),
    path: join(directory, name),
    sizeBytes,
    modifiedAt: Number(BigInt(mtimeNs) / 1_000_000n),
    state,
    reason,
    uploadId,
    receiptId,
    at,
    gone: goneAt !== null,
    // Until the file is gone, that is the planned path.
    movedTo: goneAt === null ? null : movedTo,
    failure: problem,
  }
}
