/** @file Files that have another path than before, recognised by their inode: moved, renamed, or one file with two names. */
import { foldedPath, join } from '../files/paths.ts'
import { isDeclined } from './entries.ts'
import type { EntryWriter } from './entry-writer.ts'
import type { FolderParts } from './folder-deps.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { isSameFile } from './same-watched-file.ts'

export interface MovedFilesDeps
  extends Pick<
    FolderParts,
    | 'key'
    | 'pathAt'
    | 'locate'
    | 'stableInodes'
    | 'watchedFiles'
    | 'files'
    | 'queue'
    | 'stability'
    | 'signal'
    | 'inTransaction'
    | 'onChange'
  > {
  readonly entries: EntryWriter
  /** Reconciles a file with the row under its path, without regard to its inode. */
  readonly reconcile: (directory: string, found: FoundFile, entry: WatchedFile | null) => void
}

export function createMovedFiles(deps: MovedFilesDeps) {
  const { key, watchedFiles, entries, reconcile } = deps
  /** Files whose inode is known under another path, which has to be checked first. */
  const unresolved: { readonly directory: string; readonly found: FoundFile; readonly knownId: number }[] = []

  /** Returns whether the file is known under another path: then its row gets this path, now or in `resolve`. */
  function claim(directory: string, found: FoundFile, entry: WatchedFile | null): boolean {
    // A second name becomes the only one when the first is removed.
    if (entry !== null && entry.reason !== 'same-file' && isSameFile(entry, found, deps.stableInodes())) return false
    const known = knownElsewhere(found, entry)
    if (!known) return false
    if (known.goneAt === null) unresolved.push({ directory, found, knownId: known.id })
    else moveTo(known, directory, found)
    return true
  }

  function knownElsewhere(found: FoundFile, entry: WatchedFile | null): WatchedFile | null {
    if (!deps.stableInodes()) return null
    const same = watchedFiles.sameFile(key, found.identity)
    return same.find((known) => known.id !== entry?.id && isSameFile(known, found, true)) ?? null
  }

  /** Gives a row a new path; the row that had that path is marked as gone. */
  function moveTo(known: WatchedFile, directory: string, found: FoundFile): void {
    entries.displace(directory, found.name, known.id)
    const moved = { ...known, directory, name: found.name, goneAt: null, movedTo: null }
    watchedFiles.save(moved)
    deps.stability().forget(known.id)
    deps.onChange()
    const file = deps.locate(deps.pathAt(moved), found.identity)
    if (moved.state === 'queued' && moved.uploadId) deps.queue.fileMoved(moved.uploadId, file)
    else reconcile(directory, found, moved)
  }

  /** @param old the file that is at the path of the known row now */
  function resolveMove(knownId: number, directory: string, found: FoundFile, old: FoundFile | null): void {
    const known = watchedFiles.get(knownId)
    const entry = watchedFiles.at(key, directory, found.name)
    if (!known) {
      reconcile(directory, found, entry)
      return
    }
    if (known.directory === directory && known.name === found.name) return
    const isLeft = old?.identity.inode !== found.identity.inode
    const isRespelled = foldedPath(join(known.directory, known.name)) === foldedPath(join(directory, found.name))
    if (known.goneAt !== null || isLeft || isRespelled) {
      moveTo(known, directory, found)
      // Another file may have its old path.
      if (known.goneAt === null && old && isLeft) reconcileFound(known.directory, old)
    }
    // Both names exist. That the rules leave out one of them says nothing about the other.
    else if (known.state === 'ignored' && !isDeclined(known)) reconcile(directory, found, entry)
    else if (entry?.reason !== 'same-file') noteSecondName(directory, found)
  }

  function reconcileFound(directory: string, found: FoundFile): void {
    const entry = watchedFiles.at(key, directory, found.name)
    if (!claim(directory, found, entry)) reconcile(directory, found, entry)
  }

  function noteSecondName(directory: string, found: FoundFile): void {
    entries.displace(directory, found.name, null)
    entries.set(directory, found, null, { state: 'ignored', reason: 'same-file' })
  }

  return {
    claim,

    /** Checks the paths under which unresolved files are known. */
    async resolve(): Promise<void> {
      for (let next = unresolved.shift(); next !== undefined; next = unresolved.shift()) {
        const { directory, found, knownId } = next
        const known = watchedFiles.get(knownId)
        const old = known?.goneAt === null ? await deps.files.stat(deps.pathAt(known)) : null
        deps.signal().throwIfAborted()
        deps.inTransaction(() => resolveMove(knownId, directory, found, old))
      }
    },
  }
}
