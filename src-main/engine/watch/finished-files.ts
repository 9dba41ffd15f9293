/** @file What follows when a file is stable: it is enqueued, compared with what was sent before, or a person is asked. */
import type { WatchReason } from '../../contract/watch.ts'
import { join, pathOf } from '../files/paths.ts'
import type { MediaReading } from '../ports/media.ts'
import { type ComparingDeps, createComparing } from './comparing.ts'
import type { Enqueuer } from './enqueuer.ts'
import { isDeclined, isUnfinished, notMoved } from './entries.ts'
import type { EntryWriter } from './entry-writer.ts'
import type { FolderParts } from './folder-deps.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { leavesOut } from './rules.ts'
import { factsOf, isOther, isUntouched } from './same-watched-file.ts'

/** A file that is incomplete for this long will hardly be completed by itself. */
const ASK_AFTER_MS = 60 * 60_000

export interface FinishedFilesDeps
  extends Omit<ComparingDeps, 'isDone' | 'conclude' | 'needsContent'>,
    Pick<FolderParts, 'profile' | 'filter' | 'locate' | 'stableInodes' | 'queue' | 'clock'> {
  readonly entries: EntryWriter
  readonly enqueuer: Enqueuer
}

export function createFinishedFiles(deps: FinishedFilesDeps) {
  const { watchedFiles, entries, enqueuer, clock } = deps
  const comparing = createComparing({
    ...deps,
    isDone,
    conclude,
    needsContent: (entry, { identity }) =>
      deps.queue.needsContent(deps.locate(pathAt(entry), identity), deps.profile().rules.accountId),
  })

  const pathAt = ({ directory, name }: WatchedFile): string => pathOf(deps.root(), join(directory, name))

  /** It was sent, queued or removed while it was watched or read: there is nothing left to decide. */
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
      const fresh = entries.insert(entry.directory, found.name, { ...factsOf(found), state: 'waiting', reason: 'growing' })
      enqueuer.add(fresh, found, sha256)
    } else {
      applyChangeRule(entry, found)
    }
  }

  /** It was sent or declined, and written to since; or touched while a question about it is open, which answers nothing. */
  function applyChangeRule(entry: WatchedFile, found: FoundFile): void {
    const known = { ...entry, ...factsOf(found), ...notMoved(entry, pathAt(entry)), at: clock.now() }
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

  /** The rules may want another file than this turned out to be. */
  function noted(entry: WatchedFile, media: MediaReading): WatchedFile {
    const saved = { ...entry, media }
    watchedFiles.save(saved)
    return saved
  }

  /** What was sent stays sent, and what was decided stays decided. */
  function leaveOut(entry: WatchedFile, found: FoundFile, reason: WatchReason): void {
    if (entry.state === 'sent' || isDeclined(entry)) return
    entries.set(entry.directory, found, entry, { state: 'ignored', reason })
    deps.onChange()
  }

  return {
    /** @param media what it says of itself, where the rules ask for that */
    finished(id: number, found: FoundFile, media: MediaReading | null): void {
      const before = watchedFiles.get(id)
      if (!before || isDone(before, found)) return
      const entry = media ? noted(before, media) : before
      const reason = leavesOut(deps.filter(), entry.directory, found, entry)
      if (reason !== null) leaveOut(entry, found, reason)
      else if (!comparing.compareIfNeeded(entry, found)) conclude(entry, found)
    },

    unfinished(id: number, found: FoundFile, reason: WatchReason): void {
      const entry = watchedFiles.get(id)
      if (entry?.state !== 'waiting') return
      const isLong = entry.reason === reason && isUnfinished(entry) && clock.now() - entry.at >= ASK_AFTER_MS
      entries.set(entry.directory, found, entry, { state: isLong ? 'asking' : 'waiting', reason })
    },

    /** Resolves when no file is being compared any more. */
    idle: comparing.idle,
    isComparing: comparing.isBusy,
  }
}
