/** @file Brings the rows of a folder and the queue up to date with each other, after Reelay was not running or the drive was away. */

import { join, pathOf } from '../files/paths.ts'
import { isBlockedByFile } from '../queue/upload.ts'
import type { FolderParts } from './folder-deps.ts'
import type { Outcomes } from './outcomes.ts'
import type { WatchedFile } from './ports.ts'
import { identityFacts, isUntouched } from './same-watched-file.ts'

const SLICE = 100

export interface CatchUpDeps
  extends Pick<
    FolderParts,
    'key' | 'root' | 'locate' | 'stableInodes' | 'watchedFiles' | 'files' | 'queue' | 'clock' | 'signal' | 'atOnce'
  > {
  readonly outcomes: Outcomes
}

/** Notes what the queue did with the files, and gives uploads the paths at which their files are now. */
export async function catchUp(deps: CatchUpDeps): Promise<void> {
  for (let after = 0; ; ) {
    const entries = deps.watchedFiles.inState(deps.key, 'queued', after, SLICE)
    for (const entry of entries) {
      deps.signal().throwIfAborted()
      if (isStillQueued(entry, deps)) await resume(entry, deps)
    }
    const last = entries.at(-1)
    if (!last) return
    after = last.id
    await deps.clock.turn()
  }
}

/** Files that the queue refused because of the account or the options are watched and enqueued like any other again. */
export async function retryRefused({ key, watchedFiles, clock, signal, atOnce }: CatchUpDeps): Promise<void> {
  for (let after = 0; ; ) {
    signal().throwIfAborted()
    const entries = watchedFiles.inState(key, 'waiting', after, SLICE)
    const refused = entries.filter(({ reason, goneAt }) => reason === 'refused' && goneAt === null)
    atOnce(() => {
      for (const entry of refused) watchedFiles.save({ ...entry, reason: 'growing', failure: null })
    })
    const last = entries.at(-1)
    if (!last) return
    after = last.id
    await clock.turn()
  }
}

/** Notes the outcome of an upload that ended. */
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
async function resume(entry: WatchedFile, { root, locate, files, queue, stableInodes, signal }: CatchUpDeps): Promise<void> {
  const upload = entry.uploadId ? queue.upload(entry.uploadId) : null
  const path = pathOf(root(), join(entry.directory, entry.name))
  const found = await files.stat(path)
  signal().throwIfAborted()
  if (!found || !upload) return
  // Another version of the file is left to the scan: an upload must not contain bytes of two versions.
  const inQueue = { ...entry, ...identityFacts(upload.identity) }
  if (!isUntouched(entry, found, stableInodes()) || !isUntouched(inQueue, found, stableInodes())) return
  const isUnmoved = found.identity.device === upload.identity.device && path === upload.path
  if (!isUnmoved || isBlockedByFile(upload)) queue.fileMoved(upload.id, locate(path, found.identity))
}
