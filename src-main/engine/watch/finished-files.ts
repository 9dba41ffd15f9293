/** @file Handles stable files: enqueues them, compares them with files that were sent before, or asks a person. */
import type { WatchReason } from '../../contract/watch.ts'
import type { MediaReading } from '../ports/media.ts'
import { type ContentComparisonDeps, createContentComparison } from './content-comparison.ts'
import type { Enqueuer } from './enqueuer.ts'
import { isDeclined, isUnfinished, notMoved } from './entries.ts'
import type { EntryWriter } from './entry-writer.ts'
import type { FolderParts } from './folder-deps.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { leavesOut } from './rules.ts'
import { fileColumns, isOther, isUntouched } from './same-watched-file.ts'

/** After this time an incomplete file is unlikely to be completed, so a person is asked. */
const ASK_AFTER_MS = 60 * 60_000

interface FinishedFilesDeps
  extends Omit<ContentComparisonDeps, 'isDone' | 'conclude' | 'needsContent'>,
    Pick<FolderParts, 'profile' | 'filter' | 'locate' | 'stableInodes' | 'queue' | 'clock'> {
  readonly entries: EntryWriter
  readonly enqueuer: Enqueuer
}

export function createFinishedFiles(deps: FinishedFilesDeps) {
  const { pathAt, watchedFiles, entries, enqueuer, clock } = deps
  const comparison = createContentComparison({
    ...deps,
    isDone,
    conclude,
    needsContent: (entry, { identity }) =>
      deps.queue.needsContent(deps.locate(pathAt(entry), identity), deps.profile().rules.accountId),
  })

  /** Whether it was sent, queued or removed while it was watched or read. */
  function isDone(entry: WatchedFile, found: FoundFile): boolean {
    if (entry.goneAt !== null || entry.state === 'queued') return true
    return entry.state === 'sent' && isUntouched(entry, found, deps.stableInodes())
  }

  /** The file is finished, and its content was not sent before. */
  function conclude(entry: WatchedFile, found: FoundFile, sha256: string | null = null): void {
    deps.onChange()
    if (entry.state === 'waiting' || entry.reason === 'existing' || isUnfinished(entry)) {
      enqueuer.add(entry, found, sha256)
    } else if (isOther(entry, found, deps.stableInodes())) {
      entries.markGone(entry)
      const fresh = entries.insert(entry.directory, found.name, { ...fileColumns(found), state: 'waiting', reason: 'growing' })
      enqueuer.add(fresh, found, sha256)
    } else {
      applyChangeRule(entry, found)
    }
  }

  /** For a file that was sent or declined and written to since. One that was touched while a question about it is open stays a question. */
  function applyChangeRule(entry: WatchedFile, found: FoundFile): void {
    const known = { ...entry, ...fileColumns(found), ...notMoved(entry, pathAt(entry)), at: clock.now() }
    switch (entry.reason === 'unsure' ? 'ignore' : deps.profile().rules.whenChanged) {
      case 'send':
        enqueuer.add(entry, found)
        return
      case 'ask':
        watchedFiles.save({ ...known, state: 'asking', reason: 'changed', failure: null })
        return
      case 'ignore':
        watchedFiles.save({ ...known, at: entry.at })
    }
  }

  /** The row with the media facts, which the rules may leave out. */
  function withMedia(entry: WatchedFile, media: MediaReading): WatchedFile {
    const saved = { ...entry, media }
    watchedFiles.save(saved)
    return saved
  }

  /** Files that were sent, and decisions of a person, stay as they are. */
  function leaveOut(entry: WatchedFile, found: FoundFile, reason: WatchReason): void {
    if (entry.state === 'sent' || isDeclined(entry)) return
    entries.set(entry.directory, found, entry, { state: 'ignored', reason })
    deps.onChange()
  }

  return {
    /** @param media its media facts; `null` unless the rules use them */
    finished(id: number, found: FoundFile, media: MediaReading | null): void {
      const before = watchedFiles.get(id)
      if (!before || isDone(before, found)) return
      const entry = media ? withMedia(before, media) : before
      const reason = leavesOut(deps.filter(), entry.directory, found, entry)
      if (reason !== null) leaveOut(entry, found, reason)
      else if (!comparison.compareIfNeeded(entry, found)) conclude(entry, found)
    },

    unfinished(id: number, found: FoundFile, reason: WatchReason): void {
      const entry = watchedFiles.get(id)
      if (entry?.state !== 'waiting') return
      const isLong = entry.reason === reason && isUnfinished(entry) && clock.now() - entry.at >= ASK_AFTER_MS
      entries.set(entry.directory, found, entry, { state: isLong ? 'asking' : 'waiting', reason })
    },

    /** Resolves when no file is being compared any more. */
    idle: comparison.idle,
    isComparing: comparison.isBusy,
  }
}
