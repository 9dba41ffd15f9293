/** @file Synchronises the rows of a folder with the queue, after Reelay was not running or the drive was away. */
import { pagesById } from '../pages.ts'
import { isBlockedByFile } from '../queue/upload.ts'
import type { FolderParts } from './folder-deps.ts'
import type { Outcomes } from './outcomes.ts'
import type { WatchedFile } from './ports.ts'
import { identityColumns, isUntouched } from './same-watched-file.ts'

const SLICE = 100

export interface CatchUpDeps
  extends Pick<
    FolderParts,
    'key' | 'pathAt' | 'locate' | 'stableInodes' | 'watchedFiles' | 'files' | 'queue' | 'clock' | 'signal' | 'inTransaction'
  > {
  readonly outcomes: Outcomes
}

/** Stores the outcomes of uploads, and gives open uploads the current paths of their files. */
export async function catchUp(deps: CatchUpDeps): Promise<void> {
  const { key, watchedFiles, clock, signal } = deps
  const pages = pagesById<WatchedFile>(
    (after) => watchedFiles.inState(key, 'queued', after, SLICE),
    ({ id }) => id,
  )
  for (const entries of pages) {
    for (const entry of entries) {
      signal().throwIfAborted()
      if (isStillQueued(entry, deps)) await resume(entry, deps)
    }
    await clock.turn()
  }
}

/** Files that the queue refused because of the account or the options are handled like new files again. */
export async function retryRefused({ key, watchedFiles, clock, signal, inTransaction }: CatchUpDeps): Promise<void> {
  const pages = pagesById<WatchedFile>(
    (after) => watchedFiles.inState(key, 'waiting', after, SLICE),
    ({ id }) => id,
  )
  for (const entries of pages) {
    signal().throwIfAborted()
    const refused = entries.filter(({ reason, goneAt }) => reason === 'refused' && goneAt === null)
    inTransaction(() => {
      for (const entry of refused) watchedFiles.save({ ...entry, reason: 'growing', failure: null })
    })
    await clock.turn()
  }
}

/** Stores the outcome of an upload that ended; returns whether it has not ended. */
function isStillQueued(entry: WatchedFile, { queue, outcomes }: CatchUpDeps): boolean {
  const upload = entry.uploadId ? queue.upload(entry.uploadId) : null
  const receipt = entry.uploadId ? queue.receipt(entry.uploadId) : null
  if (upload === null && receipt !== null) outcomes.sent(entry, { ...entry, device: '0' })
  else if (upload === null || upload.state === 'cancelled') outcomes.removed(entry)
  else if (upload.sentAt !== null) outcomes.sent(entry, upload.identity)
  else return true
  return false
}

/** The drive may have another device number or mount point; an upload that stopped because its file was missing continues. */
async function resume(entry: WatchedFile, { pathAt, locate, files, queue, stableInodes, signal }: CatchUpDeps): Promise<void> {
  const upload = entry.uploadId ? queue.upload(entry.uploadId) : null
  const path = pathAt(entry)
  const found = await files.stat(path)
  signal().throwIfAborted()
  if (!found || !upload) return
  // Another version of the file is left to the scan: an upload must not contain bytes of two versions.
  const inQueue = { ...entry, ...identityColumns(upload.identity) }
  if (!isUntouched(entry, found, stableInodes()) || !isUntouched(inQueue, found, stableInodes())) return
  const isUnmoved = found.identity.device === upload.identity.device && path === upload.path
  if (!isUnmoved || isBlockedByFile(upload)) queue.fileMoved(upload.id, locate(path, found.identity))
}
