/**
 * @file Reconciles what a scan finds with the rows of one watched folder. A name alone never decides: a file that moved is
 * recognised by its inode, one that was touched by its content, and another file under an old name is a new one.
 */
import { isReached, join } from '../files/paths.ts'
import { type Circumstances, type Decision, decide, hasSameDecisionInputs } from './decide.ts'
import type { Enqueuer } from './enqueuer.ts'
import { isDeclined, isUnfinished, reasonWhileUnstable } from './entries.ts'
import type { FolderParts } from './folder-deps.ts'
import { createMovedFiles, type MovedFilesDeps } from './moved-files.ts'
import type { FoundFile, UnnamedFile, WatchedFile } from './ports.ts'
import { leavesOut } from './rules.ts'
import { isUntouched } from './same-watched-file.ts'
import { sendsAutomatically } from './sends-automatically.ts'

export interface ReconcilerDeps extends Omit<MovedFilesDeps, 'reconcile'>, Pick<FolderParts, 'profile' | 'filter' | 'isUnsure'> {
  readonly enqueuer: Pick<Enqueuer, 'has'>
}

export type Reconciler = ReturnType<typeof createReconciler>

export function createReconciler(deps: ReconcilerDeps) {
  const { key, watchedFiles, queue, enqueuer, entries } = deps
  const movedFiles = createMovedFiles({ ...deps, reconcile })

  /** `known` may be from the beginning of a scan: before anything is changed, the row is read again. */
  function reconcile(directory: string, found: FoundFile, known: WatchedFile | null): void {
    const early = decisionOn(directory, found, known)
    if (early.do === 'nothing') return
    const entry = watchedFiles.at(key, directory, found.name)
    const decision = hasSameDecisionInputs(entry, known) ? early : decisionOn(directory, found, entry)
    switch (decision.do) {
      case 'nothing':
        return
      case 'ignore':
        entries.set(directory, found, entry, { state: 'ignored', reason: decision.reason })
        return
      case 'ask':
        entries.set(directory, found, entry, { state: 'asking', reason: decision.reason })
        return
      case 'notify-queue':
        if (entry?.uploadId) queue.fileChanged(entry.uploadId)
        return
      case 'await-stability':
        awaitStability(directory, found, entry)
    }
  }

  function decisionOn(directory: string, found: FoundFile, entry: WatchedFile | null): Decision {
    return decide(entry, found, circumstancesOf(directory, found, entry))
  }

  function circumstancesOf(directory: string, found: FoundFile, entry: WatchedFile | null): Circumstances {
    const { rules, begun } = deps.profile()
    return {
      leftOut: () => leavesOut(deps.filter(), directory, found, entry),
      stableInodes: deps.stableInodes(),
      begun,
      unsure: deps.isUnsure(),
      existing: rules.existing,
    }
  }

  function awaitStability(directory: string, found: FoundFile, entry: WatchedFile | null): void {
    if (entry && enqueuer.has(entry.id)) return
    const keepsState = entry !== null && (entry.state === 'sent' || isAsked(entry, found) || isDeclined(entry))
    const reason = reasonWhileUnstable(found, entry, deps.stableInodes())
    const { id } = keepsState ? entry : entries.set(directory, found, entry, { state: 'waiting', reason })
    deps.stability().watch(id, deps.pathAt({ directory, name: found.name }), found)
  }

  /** Whether its question stays open: one about an incomplete file ends with the next write, one about its name with another name. */
  function isAsked(entry: WatchedFile, found: FoundFile): boolean {
    if (entry.reason === 'not-text') return false
    return entry.state === 'asking' && (!isUnfinished(entry) || isUntouched(entry, found, deps.stableInodes()))
  }

  return {
    found(directory: string, found: FoundFile, entry: WatchedFile | null): void {
      if (!movedFiles.claim(directory, found, entry)) reconcile(directory, found, entry)
    },

    /** A file whose name is not valid UTF-8: a person has to rename it, and it gets another row then. */
    foundUnnamed(directory: string, found: UnnamedFile, entry: WatchedFile | null): void {
      if (entry && isDeclined(entry)) return
      const { name, identity, isFolder } = found
      if (isFolder && !deps.filter().enters(join(directory, name))) return
      const leftOut = isFolder ? null : deps.filter().leavesOut(directory, name, identity.sizeBytes)
      entries.set(
        directory,
        found,
        entry,
        leftOut ? { state: 'ignored', reason: leftOut } : { state: 'asking', reason: 'not-text' },
      )
    },

    foundLink(directory: string, name: string, entry: WatchedFile | null): void {
      if (entry?.reason === 'link') return
      if (entry) entries.markGone(entry)
      entries.insert(directory, name, { state: 'ignored', reason: 'link' })
    },

    /** To be called after a batch of `found`: some files can only be reconciled after other paths were checked. */
    resolveMoves: movedFiles.resolve,

    /** Whether a file that is in the folder now will be or was sent without a decision of a person. */
    sendsAutomatically(directory: string, found: FoundFile): boolean {
      if (!isReached(join(directory, found.name), deps.filter().enters)) return false
      const { whenChanged } = deps.profile().rules
      const entry = watchedFiles.at(key, directory, found.name)
      return sendsAutomatically(entry, found, { ...circumstancesOf(directory, found, entry), whenChanged })
    },

    /** Marks a file that is missing under its path as gone, unless it was found under another path meanwhile. */
    vanished(entry: WatchedFile): void {
      const current = watchedFiles.get(entry.id)
      if (!current || current.goneAt !== null) return
      if (current.directory !== entry.directory || current.name !== entry.name) return
      // The upload reports by itself that its file is missing, and continues when it is back.
      if (current.state !== 'queued') entries.markGone(current)
    },
  }
}
