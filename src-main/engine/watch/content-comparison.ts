/** @file Compares the content of finished files with that of files that were sent: equal content is the same file, whatever its name and date. */
import { failureFrom } from '../../contract/errors/errors.ts'
import { createSerialQueue } from '../serial.ts'
import { sentState } from './entries.ts'
import type { FolderParts } from './folder-deps.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { fileColumns } from './same-watched-file.ts'

export interface ContentComparisonDeps
  extends Pick<
    FolderParts,
    'key' | 'filter' | 'pathAt' | 'watchedFiles' | 'files' | 'stability' | 'log' | 'signal' | 'inTransaction' | 'onChange'
  > {
  /** Whether the file was sent, queued or removed while it was read. */
  readonly isDone: (entry: WatchedFile, found: FoundFile) => boolean
  /** Called for a file whose content was not sent before. */
  readonly conclude: (entry: WatchedFile, found: FoundFile, sha256: string) => void
  /** Whether it may have been sent outside of this folder, such as by hand, which only its content can show. */
  readonly needsContent: (entry: WatchedFile, found: FoundFile) => boolean
}

export function createContentComparison(deps: ContentComparisonDeps) {
  const { key, pathAt, watchedFiles, files, log, isDone, conclude } = deps
  /** One at a time: reading whole files takes a while. */
  const serial = createSerialQueue()
  let comparing = 0

  /** Whether its content may have been sent: a sent file at its own path, or one that is gone, has the same size. */
  function needsComparing(entry: WatchedFile, found: FoundFile): boolean {
    if (entry.sha256 !== null && entry.sizeBytes === found.identity.sizeBytes) return true
    if (entry.state === 'waiting' && goneAlike(entry, found).length > 0) return true
    return deps.needsContent(entry, found)
  }

  function goneAlike(entry: WatchedFile, { name, identity }: FoundFile): WatchedFile[] {
    const alike = watchedFiles.alike(key, name, identity)
    return alike.filter(({ id, goneAt, sha256 }) => id !== entry.id && goneAt !== null && sha256 !== null)
  }

  /** Never throws. */
  async function compareAndLog(id: number, found: FoundFile): Promise<void> {
    try {
      await compareOrWatch(id, found)
    } catch (caught) {
      if (!deps.signal().aborted) log.error('a finished file could not be taken up', caught)
    } finally {
      comparing -= 1
    }
  }

  /** If the result cannot be stored, the file is compared again later. */
  function compareOrWatch(id: number, found: FoundFile): Promise<void> {
    return compare(id, found).catch((caught: unknown) => {
      const entry = watchedFiles.get(id)
      if (entry && !deps.signal().aborted) deps.stability().watch(id, pathAt(entry), found)
      throw caught
    })
  }

  async function compare(id: number, found: FoundFile): Promise<void> {
    const before = watchedFiles.get(id)
    if (!before) return
    const path = pathAt(before)
    const rules = deps.filter()
    let sha256: string
    try {
      sha256 = await files.sha256(path, found.identity, deps.signal())
    } catch (caught) {
      deps.signal().throwIfAborted()
      log.info(`a file could not be compared: ${failureFrom(caught).code}`)
      const now = await files.stat(path)
      deps.signal().throwIfAborted()
      if (now) deps.stability().watch(id, path, now)
      return
    }
    deps.signal().throwIfAborted()
    deps.inTransaction(() => {
      const entry = watchedFiles.get(id)
      if (!entry || isDone(entry, found)) return
      const twin = entry.state === 'waiting' ? goneAlike(entry, found).find((one) => one.sha256 === sha256) : undefined
      if (twin) {
        watchedFiles.delete(entry.id)
        watchedFiles.save({
          ...twin,
          ...fileColumns(found),
          directory: entry.directory,
          name: entry.name,
          goneAt: null,
          movedTo: null,
        })
        deps.onChange()
      } else if (entry.sha256 === sha256) {
        const isOpen = entry.state === 'asking' || entry.state === 'waiting'
        const state = isOpen ? sentState(entry.afterwards) : {}
        watchedFiles.save({ ...entry, ...fileColumns(found), ...state })
        deps.onChange()
      } else if (deps.filter() !== rules) {
        // The rules changed while it was read: they decide anew whether it is sent.
        deps.stability().watch(id, pathAt(entry), found)
      } else {
        conclude(entry, found, sha256)
      }
    })
  }

  return {
    /** Starts a comparison if there is something to compare with; returns whether there is. */
    compareIfNeeded(entry: WatchedFile, found: FoundFile): boolean {
      if (!needsComparing(entry, found)) return false
      comparing += 1
      void serial.run(() => compareAndLog(entry.id, found))
      return true
    },
    /** Resolves when no file is being compared any more. */
    idle: serial.idle,
    isBusy: (): boolean => comparing > 0,
  }
}
