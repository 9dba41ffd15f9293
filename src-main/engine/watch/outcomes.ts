/** @file What a person decides about a watched file, and what becomes of it in the queue. */
import type { FileIdentity } from '../files/identity.ts'
import { join, pathOf } from '../files/paths.ts'
import type { Enqueuer } from './enqueuer.ts'
import { sentEntry } from './entries.ts'
import type { FolderParts } from './folder-deps.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { identityFacts } from './same-watched-file.ts'
import type { StabilityCheck } from './stability.ts'

export interface OutcomesDeps
  extends Pick<FolderParts, 'profile' | 'root' | 'watchedFiles' | 'files' | 'queue' | 'clock' | 'onChange'> {
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
    /** Enqueues files whatever was decided about them before; answers how many of them exist. */
    async sendAnyway(entries: readonly WatchedFile[]): Promise<number> {
      const wanted: { entryId: number; found: FoundFile }[] = []
      for (const { id, directory, name } of entries) {
        const found = await files.stat(pathOf(deps.root(), join(directory, name)))
        const now = watchedFiles.get(id)
        if (!found || !now || now.state === 'queued' || now.goneAt !== null) continue
        stability.forget(id)
        wanted.push({ entryId: id, found })
      }
      enqueuer.enqueueNow(wanted)
      return wanted.length
    },

    /** A person does not want it sent. Answers whether there was anything to decline. */
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

    /** Its upload, which had been cancelled, goes on. */
    goesOn: (entry: WatchedFile): void => save({ ...entry, state: 'queued', reason: null, at: clock.now() }),

    /** The queue has another version of the file now. */
    requeued(entry: WatchedFile, identity: FileIdentity): void {
      const facts = identityFacts(identity)
      const isAsKnown = entry.sizeBytes === facts.sizeBytes && entry.mtimeNs === facts.mtimeNs && entry.inode === facts.inode
      if (!isAsKnown) watchedFiles.save({ ...entry, ...facts, birthNs: facts.inode === entry.inode ? entry.birthNs : '0' })
    },
  }
}
