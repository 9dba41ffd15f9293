/** @file Writes the rows of one watched folder: of files that were found, and of files that are gone. */
import { blankEntry, isDeclined } from './entries.ts'
import type { FolderParts } from './folder-deps.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { fileColumns, isUntouched } from './same-watched-file.ts'

type EntryWriterDeps = Pick<FolderParts, 'key' | 'watchedFiles' | 'queue' | 'stability' | 'clock' | 'onChange'>

export type EntryWriter = ReturnType<typeof createEntryWriter>

export function createEntryWriter({ key, watchedFiles, queue, stability, clock, onChange }: EntryWriterDeps) {
  function insert(
    directory: string,
    name: string,
    values: Pick<WatchedFile, 'state' | 'reason'> & Partial<WatchedFile>,
  ): WatchedFile {
    onChange()
    return watchedFiles.insert({ ...blankEntry({ folder: key, directory, name, at: clock.now() }), ...values })
  }

  /** Rows of files that were sent or decided about stay, in case the file comes back; any other row is deleted. */
  function markGone(entry: WatchedFile): void {
    stability().forget(entry.id)
    onChange()
    const isUndecided = entry.state === 'waiting' || (entry.state === 'ignored' && !isDeclined(entry))
    if (entry.receiptId === null && isUndecided) watchedFiles.delete(entry.id)
    else watchedFiles.save({ ...entry, goneAt: clock.now() })
  }

  return {
    insert,
    markGone,

    /** Stores the state of a file as it was found; `entry` is its row, if there is one. */
    set(directory: string, found: FoundFile, entry: WatchedFile | null, to: Pick<WatchedFile, 'state' | 'reason'>): WatchedFile {
      const columns = fileColumns(found)
      if (entry === null) return insert(directory, found.name, { ...columns, ...to })
      const isSame = entry.state === to.state && entry.reason === to.reason
      if (isSame && isUntouched(entry, found, true) && entry.birthNs === columns.birthNs) return entry
      const saved = { ...entry, ...columns, ...to, at: isSame ? entry.at : clock.now() }
      watchedFiles.save(saved)
      if (!isSame) onChange()
      return saved
    },

    /** Another file has this path now: marks the row that had it as gone. */
    displace(directory: string, name: string, exceptId: number | null): void {
      const displaced = watchedFiles.at(key, directory, name)
      if (!displaced || displaced.id === exceptId) return
      markGone(displaced)
      if (displaced.state === 'queued' && displaced.uploadId) queue.filePathTaken(displaced.uploadId)
    },
  }
}
