/** @file Stores decisions of a person about watched files, and the outcomes of their uploads. */
import type { FileIdentity } from '../files/identity.ts'
import type { Enqueuer } from './enqueuer.ts'
import { sentEntry } from './entries.ts'
import type { FolderParts } from './folder-deps.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { identityColumns } from './same-watched-file.ts'
import type { StabilityCheck } from './stability.ts'

interface OutcomesDeps
  extends Pick<FolderParts, 'profile' | 'pathAt' | 'watchedFiles' | 'files' | 'queue' | 'clock' | 'onChange'> {
  readonly enqueuer: Enqueuer
  readonly stability: StabilityCheck
}

export type Outcomes = ReturnType<typeof createOutcomes>

export function createOutcomes({ watchedFiles, files, queue, enqueuer, stability, clock, onChange, ...deps }: OutcomesDeps) {
  function save(entry: WatchedFile): void {
    watchedFiles.save(entry)
    onChange()
  }

  return {
    /** Enqueues files regardless of earlier decisions; returns how many of them exist. */
    async sendAnyway(entries: readonly WatchedFile[]): Promise<number> {
      const wanted: { entryId: number; found: FoundFile }[] = []
      for (const entry of entries) {
        const found = await files.stat(deps.pathAt(entry))
        const current = watchedFiles.get(entry.id)
        if (!found || !current || current.state === 'queued' || current.goneAt !== null) continue
        stability.forget(entry.id)
        wanted.push({ entryId: entry.id, found })
      }
      enqueuer.enqueueNow(wanted)
      return wanted.length
    },

    /** A person does not want it sent. Returns whether there was a decision to make. */
    decline(entry: WatchedFile): boolean {
      if (entry.state !== 'asking' && entry.state !== 'waiting') return false
      stability.forget(entry.id)
      enqueuer.withdraw(entry.id)
      const isSent = entry.receiptId !== null
      save({
        ...entry,
        state: isSent ? 'sent' : 'ignored',
        reason: isSent ? null : entry.reason === 'existing' ? 'existing' : 'declined',
        at: clock.now(),
      })
      return true
    },

    /** Its upload is verified, as this version of the file. */
    sent(entry: WatchedFile, identity: FileIdentity): void {
      const receipt = entry.uploadId ? queue.receipt(entry.uploadId) : null
      save(sentEntry(entry, identity, receipt, deps.profile().rules.afterwards, clock.now()))
    },

    /** A person removed it from the queue. */
    removed: (entry: WatchedFile): void => save({ ...entry, state: 'ignored', reason: 'removed', at: clock.now() }),

    /** The cancellation of its upload was undone. */
    uncancelled: (entry: WatchedFile): void => save({ ...entry, state: 'queued', reason: null, at: clock.now() }),

    /** The queue has another version of the file now. */
    requeued(entry: WatchedFile, identity: FileIdentity): void {
      const facts = identityColumns(identity)
      const isUnchanged = entry.sizeBytes === facts.sizeBytes && entry.mtimeNs === facts.mtimeNs && entry.inode === facts.inode
      if (!isUnchanged) watchedFiles.save({ ...entry, ...facts, birthNs: facts.inode === entry.inode ? entry.birthNs : '0' })
    },
  }
}
