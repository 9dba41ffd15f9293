/** @file What the queue and a folder missed of each other: while Reelay was not running, or the drive was away. */
import type { Clock } from '../ports.ts'
import { isHeldUp } from '../queue/upload.ts'
import type { QueueLink } from './link.ts'
import type { Observer } from './observer.ts'
import { join, pathOf } from './pass.ts'
import type { LedgerEntry, WatchedFiles, WatchLedger } from './ports.ts'
import { identityFacts, isUntouched } from './recognise.ts'
import type { Standing } from './standing.ts'

const SLICE = 100

export interface CatchUpDeps {
  readonly key: string
  readonly root: () => string
  readonly locate: Standing['locate']
  readonly stableInodes: () => boolean
  readonly ledger: WatchLedger
  readonly files: WatchedFiles
  readonly queue: QueueLink
  readonly observer: Observer
  readonly clock: Clock
  readonly signal: () => AbortSignal
}

type OfferDeps = Pick<CatchUpDeps, 'key' | 'ledger' | 'clock' | 'signal'> & { readonly atOnce: (work: () => void) => void }

/** Brings the ledger up to what the queue did, and uploads to where their files are now. */
export async function catchUp(deps: CatchUpDeps): Promise<void> {
  for (let after = 0; ; ) {
    const entries = deps.ledger.inState(deps.key, 'queued', after, SLICE)
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
export async function offerAgain({ key, ledger, clock, signal, atOnce }: OfferDeps): Promise<void> {
  for (let after = 0; ; ) {
    signal().throwIfAborted()
    const entries = ledger.inState(key, 'waiting', after, SLICE)
    const refused = entries.filter(({ reason, goneAt }) => reason === 'refused' && goneAt === null)
    atOnce(() => {
      for (const entry of refused) ledger.save({ ...entry, reason: 'growing', failure: null })
    })
    const last = entries.at(-1)
    if (!last) return
    after = last.id
    await clock.turn()
  }
}

function isOnItsWay(entry: LedgerEntry, { queue, observer }: CatchUpDeps): boolean {
  const upload = entry.uploadId ? queue.upload(entry.uploadId) : null
  const receipt = entry.uploadId ? queue.receipt(entry.uploadId) : null
  if (upload === null && receipt !== null) observer.sent(entry, { ...entry, device: '0' })
  else if (upload === null || upload.state === 'cancelled') observer.removed(entry)
  else if (upload.sentAt !== null) observer.sent(entry, upload.identity)
  else return true
  return false
}

/** The drive may have another number or be mounted elsewhere; what stopped for want of its file goes on. */
async function bringBack(entry: LedgerEntry, { root, locate, files, queue, stableInodes, signal }: CatchUpDeps): Promise<void> {
  const upload = entry.uploadId ? queue.upload(entry.uploadId) : null
  const path = pathOf(root(), join(entry.directory, entry.name))
  const found = await files.look(path)
  signal().throwIfAborted()
  if (!found || !upload) return
  // Another version under its name is for the look at the folder to find; bytes of two versions make no file.
  const inQueue = { ...entry, ...identityFacts(upload.identity) }
  if (!isUntouched(entry, found, stableInodes()) || !isUntouched(inQueue, found, stableInodes())) return
  const isAsWas = found.identity.device === upload.identity.device && path === upload.path
  if (!isAsWas || isHeldUp(upload)) queue.fileMoved(upload.id, locate(path, found.identity))
}
