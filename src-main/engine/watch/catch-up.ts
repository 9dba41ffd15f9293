/** @file What the queue and a folder missed of each other: while Reelay was not running, or the drive was away. */

import { join, pathOf } from '../files/paths.ts'
import type { Clock } from '../ports.ts'
import type { QueuePort } from '../queue/queue-port.ts'
import { isHeldUp } from '../queue/upload.ts'
import type { Availability } from './availability.ts'
import type { FolderFiles, WatchedFile, WatchedFileStore } from './ports.ts'
import type { Reconciler } from './reconciler.ts'
import { identityFacts, isUntouched } from './same-watched-file.ts'

const SLICE = 100

export interface CatchUpDeps {
  readonly key: string
  readonly root: () => string
  readonly locate: Availability['locate']
  readonly stableInodes: () => boolean
  readonly watchedFiles: WatchedFileStore
  readonly files: FolderFiles
  readonly queue: QueuePort
  readonly reconciler: Reconciler
  readonly clock: Clock
  readonly signal: () => AbortSignal
}

type OfferDeps = Pick<CatchUpDeps, 'key' | 'watchedFiles' | 'clock' | 'signal'> & { readonly atOnce: (work: () => void) => void }

/** Brings the ledger up to what the queue did, and uploads to where their files are now. */
export async function catchUp(deps: CatchUpDeps): Promise<void> {
  for (let after = 0; ; ) {
    const entries = deps.watchedFiles.inState(deps.key, 'queued', after, SLICE)
    for (const entry of entries) {
      deps.signal().throwIfAborted()
      if (isOnItsWay(entry, deps)) await bringBack(entry, deps)
    }
    const last = entries.at(-1)
    if (!last) return
    after = last.id
    await deps.clock.turn()
  }
}

/** What the queue refused, because of the account or the options, is watched and offered like any other file again. */
export async function offerAgain({ key, watchedFiles, clock, signal, atOnce }: OfferDeps): Promise<void> {
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

function isOnItsWay(entry: WatchedFile, { queue, reconciler }: CatchUpDeps): boolean {
  const upload = entry.uploadId ? queue.upload(entry.uploadId) : null
  const receipt = entry.uploadId ? queue.receipt(entry.uploadId) : null
  if (upload === null && receipt !== null) reconciler.sent(entry, { ...entry, device: '0' })
  else if (upload === null || upload.state === 'cancelled') reconciler.removed(entry)
  else if (upload.sentAt !== null) reconciler.sent(entry, upload.identity)
  else return true
  return false
}

/** The drive may have another number or be mounted elsewhere; what stopped for want of its file goes on. */
async function bringBack(entry: WatchedFile, { root, locate, files, queue, stableInodes, signal }: CatchUpDeps): Promise<void> {
  const upload = entry.uploadId ? queue.upload(entry.uploadId) : null
  const path = pathOf(root(), join(entry.directory, entry.name))
  const found = await files.stat(path)
  signal().throwIfAborted()
  if (!found || !upload) return
  // Another version under its name is for the look at the folder to find; bytes of two versions make no file.
  const inQueue = { ...entry, ...identityFacts(upload.identity) }
  if (!isUntouched(entry, found, stableInodes()) || !isUntouched(inQueue, found, stableInodes())) return
  const isAsWas = found.identity.device === upload.identity.device && path === upload.path
  if (!isAsWas || isHeldUp(upload)) queue.fileMoved(upload.id, locate(path, found.identity))
}
