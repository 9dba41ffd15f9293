/**
 * @file What becomes of each file of one watched folder: from what a look finds to what the ledger says. A name alone never
 * decides: a file that moved is known by its inode, one that was touched by its content, and another file under an old name
 * is a new one.
 */

import type { WatchReason } from '../../contract/watch.ts'
import type { FileIdentity } from '../files/identity.ts'
import { join, pathOf } from '../files/paths.ts'
import type { Clock, Log } from '../ports.ts'
import type { QueuePort } from '../queue/queue-port.ts'
import type { Availability } from './availability.ts'
import { createComparing } from './comparing.ts'
import { type Decision, decide } from './decide.ts'
import type { Enqueuer } from './enqueuer.ts'
import { blankEntry, isDeclined, isUnfinished, notMoved, reasonWhileSettling, sentEntry } from './entries.ts'
import type { FolderFiles, FoundFile, UnnamedFile, WatchedFile, WatchedFileStore } from './ports.ts'
import type { RuleFilter } from './rules.ts'
import { factsOf, identityFacts, isOther, isRespelled, isSameFile, isUntouched } from './same-watched-file.ts'
import type { StabilityCheck } from './stability.ts'
import type { WatchProfile } from './watch-profile.ts'

/** A file that is not whole for this long will hardly become so by itself. */
const ASK_AFTER_MS = 60 * 60_000

export interface ReconcilerDeps {
  /** Key of the folder in the ledger. */
  readonly key: string
  readonly profile: () => WatchProfile
  readonly filter: () => RuleFilter
  /** The journal does not know what the folder has sent. */
  readonly isUnsure: () => boolean
  readonly root: () => string
  readonly locate: Availability['locate']
  readonly stableInodes: () => boolean
  readonly watchedFiles: WatchedFileStore
  readonly files: FolderFiles
  readonly queue: QueuePort
  readonly enqueuer: Enqueuer
  readonly stability: () => StabilityCheck
  readonly clock: Clock
  readonly log: Log
  readonly signal: () => AbortSignal
  readonly atOnce: (work: () => void) => void
  readonly onChange: () => void
}

export type Reconciler = ReturnType<typeof createReconciler>

export function createReconciler(deps: ReconcilerDeps) {
  const { key, watchedFiles, files, queue, enqueuer, clock } = deps
  /** Files whose inode is known under another path, which has to be looked at. */
  const suspects: { readonly directory: string; readonly found: FoundFile; readonly knownId: number }[] = []
  const comparing = createComparing({
    ...deps,
    isDone,
    conclude,
    needsContent: ({ directory, name }, { identity }) =>
      queue.needsContent(deps.locate(pathAt(directory, name), identity), deps.profile().rules.accountId),
  })

  const pathAt = (directory: string, name: string): string => pathOf(deps.root(), join(directory, name))

  function noteFile(directory: string, found: FoundFile, entry: WatchedFile | null): void {
    // A second name is the only one as soon as the first is gone.
    if (entry === null || entry.reason === 'same-file' || !isSameFile(entry, found, deps.stableInodes())) {
      const known = movedFrom(found, entry)
      if (known?.goneAt === null) {
        suspects.push({ directory, found, knownId: known.id })
        return
      }
      if (known) {
        moveTo(known, directory, found)
        return
      }
    }
    takeUp(directory, found, entry)
  }

  /** The file under the path that it had before, if it is known at all. */
  function movedFrom(found: FoundFile, entry: WatchedFile | null): WatchedFile | null {
    if (!deps.stableInodes()) return null
    const same = watchedFiles.sameFile(key, found.identity)
    return same.find((one) => one.id !== entry?.id && isSameFile(one, found, true)) ?? null
  }

  /** What is known may be from the beginning of a look: before anything is changed it is asked for again. */
  function takeUp(directory: string, found: FoundFile, known: WatchedFile | null): void {
    if (decisionOn(directory, found, known).do === 'nothing') return
    const entry = watchedFiles.at(key, directory, found.name)
    const decision = decisionOn(directory, found, entry)
    switch (decision.do) {
      case 'nothing':
        return
      case 'ignore':
        set(directory, found, entry, { state: 'ignored', reason: decision.reason })
        return
      case 'ask':
        set(directory, found, entry, { state: 'asking', reason: decision.reason })
        return
      case 'tell-queue':
        if (entry?.uploadId) queue.fileChanged(entry.uploadId)
        return
      case 'settle':
        settle(directory, found, entry)
    }
  }

  function decisionOn(directory: string, found: FoundFile, entry: WatchedFile | null): Decision {
    const { rules, begun } = deps.profile()
    return decide(entry, found, {
      leftOut: () => deps.filter().leavesOut(directory, found.name, found.identity.sizeBytes),
      stableInodes: deps.stableInodes(),
      begun,
      unsure: deps.isUnsure(),
      existing: rules.existing,
    })
  }

  function settle(directory: string, found: FoundFile, entry: WatchedFile | null): void {
    const keeps = entry !== null && (entry.state === 'sent' || isAsked(entry, found) || isDeclined(entry))
    if (entry && enqueuer.has(entry.id)) return
    const watched = keeps
      ? entry
      : set(directory, found, entry, { state: 'waiting', reason: reasonWhileSettling(found, entry, deps.stableInodes()) })
    deps.stability().watch(watched.id, pathAt(directory, found.name), found)
  }

  /** A question about a file that was not whole ends when it is written to again, one about its name with another name. */
  function isAsked(entry: WatchedFile, found: FoundFile): boolean {
    if (entry.reason === 'not-text') return false
    return entry.state === 'asking' && (!isUnfinished(entry) || isUntouched(entry, found, deps.stableInodes()))
  }

  function set(
    directory: string,
    found: FoundFile,
    entry: WatchedFile | null,
    to: Pick<WatchedFile, 'state' | 'reason'>,
  ): WatchedFile {
    const facts = factsOf(found)
    if (entry === null) {
      deps.onChange()
      return watchedFiles.insert({ ...blank(directory, found.name), ...facts, ...to })
    }
    const isSame = entry.state === to.state && entry.reason === to.reason
    if (isSame && isUntouched(entry, found, true) && entry.birthNs === facts.birthNs) return entry
    const saved = { ...entry, ...facts, ...to, at: isSame ? entry.at : clock.now() }
    watchedFiles.save(saved)
    if (!isSame) deps.onChange()
    return saved
  }

  function blank(directory: string, name: string): Omit<WatchedFile, 'id' | 'state' | 'reason'> {
    return blankEntry({ folder: key, directory, name, at: clock.now() })
  }

  /** The file is known and has another path now; whatever was known of that path is gone. */
  function moveTo(known: WatchedFile, directory: string, found: FoundFile): void {
    displace(directory, found.name, known.id)
    const moved = { ...known, directory, name: found.name, goneAt: null, movedTo: null }
    watchedFiles.save(moved)
    deps.stability().forget(known.id)
    deps.onChange()
    const file = deps.locate(pathAt(directory, found.name), found.identity)
    if (moved.state === 'queued' && moved.uploadId) queue.fileMoved(moved.uploadId, file)
    else takeUp(directory, found, moved)
  }

  function displace(directory: string, name: string, exceptId: number): void {
    const there = watchedFiles.at(key, directory, name)
    if (!there || there.id === exceptId) return
    markGone(there)
    if (there.state === 'queued' && there.uploadId) queue.fileDisplaced(there.uploadId)
  }

  /** What was sent or decided about stays known, should it come back; everything else is forgotten with its file. */
  function markGone(entry: WatchedFile): void {
    deps.stability().forget(entry.id)
    deps.onChange()
    const isUndecided = entry.state === 'waiting' || (entry.state === 'ignored' && !isDeclined(entry))
    if (entry.receiptId === null && isUndecided) watchedFiles.delete(entry.id)
    else watchedFiles.save({ ...entry, goneAt: clock.now() })
  }

  /** A person has to give it another name; with that it is another row. */
  function noteUnnamed(directory: string, found: UnnamedFile, entry: WatchedFile | null): void {
    if (entry && isDeclined(entry)) return
    const { name, identity, isFolder } = found
    if (isFolder && !deps.filter().enters(join(directory, name))) return
    const leftOut = isFolder ? null : deps.filter().leavesOut(directory, name, identity.sizeBytes)
    set(directory, found, entry, leftOut ? { state: 'ignored', reason: leftOut } : { state: 'asking', reason: 'not-text' })
  }

  function noteLink(directory: string, name: string, entry: WatchedFile | null): void {
    if (entry?.reason === 'link') return
    if (entry) markGone(entry)
    deps.onChange()
    watchedFiles.insert({ ...blank(directory, name), state: 'ignored', reason: 'link' })
  }

  /** Looks at the paths that files with known inodes had: moved, or one file with two names. */
  async function settleSuspects(): Promise<void> {
    for (let next = suspects.shift(); next !== undefined; next = suspects.shift()) {
      const { directory, found, knownId } = next
      const known = watchedFiles.get(knownId)
      const old = known?.goneAt === null ? await files.stat(pathAt(known.directory, known.name)) : null
      deps.signal().throwIfAborted()
      deps.atOnce(() => {
        const now = watchedFiles.get(knownId)
        const entry = watchedFiles.at(key, directory, found.name)
        const isElsewhere = now !== null && (now.directory !== directory || now.name !== found.name)
        if (!now) takeUp(directory, found, entry)
        else if (!isElsewhere) return
        else if (
          now.goneAt !== null ||
          old?.identity.inode !== found.identity.inode ||
          isRespelled(join(now.directory, now.name), join(directory, found.name))
        ) {
          moveTo(now, directory, found)
          // Another file may have taken its old place.
          if (now.goneAt === null && old && old.identity.inode !== found.identity.inode) {
            noteFile(now.directory, old, watchedFiles.at(key, now.directory, now.name))
          }
        }
        // Both names are there. That one of them is left out by the rules says nothing about the other.
        else if (now.state === 'ignored' && !isDeclined(now)) takeUp(directory, found, entry)
        else if (entry?.reason !== 'same-file') noteSecondName(directory, found)
      })
    }
  }

  function noteSecondName(directory: string, found: FoundFile): void {
    displace(directory, found.name, -1)
    set(directory, found, null, { state: 'ignored', reason: 'same-file' })
  }

  function finished(id: number, found: FoundFile): void {
    const entry = watchedFiles.get(id)
    if (!entry || isDone(entry, found)) return
    if (!comparing.take(entry, found)) conclude(entry, found)
  }

  /** It went its way while it was watched, or read: there is nothing left to decide. */
  function isDone(entry: WatchedFile, found: FoundFile): boolean {
    if (entry.goneAt !== null || entry.state === 'queued') return true
    return entry.state === 'sent' && isUntouched(entry, found, deps.stableInodes())
  }

  /** The file is finished, and its content was not sent yet. */
  function conclude(entry: WatchedFile, found: FoundFile, sha256: string | null = null): void {
    deps.onChange()
    if (entry.state === 'waiting' || entry.reason === 'existing' || isUnfinished(entry)) {
      enqueuer.offer(entry, found, sha256)
    } else if (isOther(entry, found, deps.stableInodes())) {
      markGone(entry)
      const fresh = watchedFiles.insert({
        ...blank(entry.directory, found.name),
        ...factsOf(found),
        state: 'waiting',
        reason: 'growing',
      })
      enqueuer.offer(fresh, found, sha256)
    } else {
      changed(entry, found)
    }
  }

  /** It was sent, or declined, and written to since; or it was touched while it is asked about, which answers nothing. */
  function changed(entry: WatchedFile, found: FoundFile): void {
    const known = { ...entry, ...factsOf(found), ...notMoved(entry, pathAt(entry.directory, entry.name)), at: clock.now() }
    switch (entry.reason === 'unsure' ? 'ignore' : deps.profile().rules.whenChanged) {
      case 'send':
        enqueuer.offer(entry, found)
        return
      case 'ask':
        watchedFiles.save({ ...known, state: 'asking', reason: 'changed', failure: null })
        return
      case 'ignore':
        watchedFiles.save({ ...known, at: entry.at })
    }
  }

  return {
    noteFile,
    noteLink,
    noteUnnamed,
    settleSuspects,
    finished,
    unfinished(id: number, found: FoundFile, reason: WatchReason): void {
      const entry = watchedFiles.get(id)
      if (entry?.state !== 'waiting') return
      const isLong = entry.reason === reason && isUnfinished(entry) && clock.now() - entry.at >= ASK_AFTER_MS
      set(entry.directory, found, entry, { state: isLong ? 'asking' : 'waiting', reason })
    },

    /** It is not where it was; unless it turned up elsewhere meanwhile. */
    vanished(entry: WatchedFile): void {
      const now = watchedFiles.get(entry.id)
      if (!now || now.goneAt !== null || now.directory !== entry.directory || now.name !== entry.name) return
      // The row of the queue says by itself that its file is missing, and goes on when it is back.
      if (now.state !== 'queued') markGone(now)
    },

    /** Sends files whatever was decided about them before; answers how many of them are there. */
    async sendAnyway(entries: readonly WatchedFile[]): Promise<number> {
      const wanted: { entryId: number; found: FoundFile }[] = []
      for (const { id, directory, name } of entries) {
        const found = await files.stat(pathAt(directory, name))
        const now = watchedFiles.get(id)
        if (!found || !now || now.state === 'queued' || now.goneAt !== null) continue
        deps.stability().forget(id)
        wanted.push({ entryId: id, found })
      }
      enqueuer.handOverNow(wanted)
      return wanted.length
    },

    /** A person does not want it sent. */
    decline(entry: WatchedFile): boolean {
      if (entry.state !== 'asking' && entry.state !== 'waiting') return false
      deps.stability().forget(entry.id)
      enqueuer.withdraw(entry.id)
      const sent = entry.receiptId !== null
      watchedFiles.save({
        ...entry,
        state: sent ? 'sent' : 'ignored',
        reason: sent ? null : entry.reason === 'existing' ? 'existing' : 'declined',
        at: clock.now(),
      })
      deps.onChange()
      return true
    },

    /** The upload of a file arrived, as this version of it. */
    sent(entry: WatchedFile, identity: FileIdentity): void {
      const receipt = entry.uploadId ? queue.receipt(entry.uploadId) : null
      watchedFiles.save(sentEntry(entry, identity, receipt, deps.profile().rules.afterwards, clock.now()))
      deps.onChange()
    },

    /** A person took it out of the queue. */
    removed(entry: WatchedFile): void {
      watchedFiles.save({ ...entry, state: 'ignored', reason: 'removed', at: clock.now() })
      deps.onChange()
    },

    /** The queue took another version of a file that it has. */
    inQueue(entry: WatchedFile, identity: FileIdentity): void {
      const facts = identityFacts(identity)
      const isAsKnown = entry.sizeBytes === facts.sizeBytes && entry.mtimeNs === facts.mtimeNs && entry.inode === facts.inode
      if (!isAsKnown) watchedFiles.save({ ...entry, ...facts, birthNs: facts.inode === entry.inode ? entry.birthNs : '0' })
    },

    /** Settles when no file is being compared any more. */
    idle: comparing.idle,
    isComparing: comparing.isBusy,
  }
}
