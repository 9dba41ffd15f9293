/** @file Commands on the files of a watched folder: listing them, and deciding about them. */
import type { Parsed } from '../../contract/requests.ts'
import type { WatchFileState, WatchFileView, WatchReason } from '../../contract/watch.ts'
import { throwIfClosing } from '../closing.ts'
import { pagesById } from '../pages.ts'
import type { Clock } from '../ports.ts'
import type { Folder } from './folder.ts'
import type { WatchedFile, WatchedFileFilter, WatchedFileStore } from './ports.ts'
import { fileView } from './view.ts'

const SLICE = 200

interface Deps {
  readonly watchedFiles: WatchedFileStore
  readonly clock: Clock
  readonly closing: AbortSignal
  /** Key of a folder in the watched-file store. @throws FailureError `watch.unknown` */
  readonly keyOf: (watchId: string) => string
  readonly folderOf: (entry: WatchedFile) => Folder | null
  readonly onChange: () => void
}

export function createFileCommands({ watchedFiles, clock, closing, keyOf, folderOf, onChange }: Deps) {
  function filterOf({ state, reason, search }: Pick<Parsed<'watch.files'>, 'state' | 'reason' | 'search'>): WatchedFileFilter {
    return { state, search, ...(reason === undefined ? {} : { reason }) }
  }

  function* selected(selection: Parsed<'watch.decide'>['files']): Generator<readonly WatchedFile[]> {
    const entriesOf = (ids: readonly number[]): WatchedFile[] => ids.map(watchedFiles.get).filter((entry) => entry !== null)
    if ('ids' in selection) {
      yield entriesOf(selection.ids.map(Number))
      return
    }
    const key = keyOf(selection.id)
    const pages = pagesById<number>(
      (after) => watchedFiles.idsAfter(key, filterOf(selection), after, SLICE),
      (id) => id,
    )
    for (const ids of pages) yield entriesOf(ids)
  }

  return {
    files({ id, offset, limit, ...filter }: Parsed<'watch.files'>): { total: number; rows: readonly WatchFileView[] } {
      const key = keyOf(id)
      const wanted = filterOf(filter)
      return { total: watchedFiles.count(key, wanted), rows: watchedFiles.page(key, wanted, offset, limit).map(fileView) }
    },

    /** How many files are in each state, and why. */
    reasons(
      id: string,
    ): readonly { readonly state: WatchFileState; readonly reason: WatchReason | null; readonly files: number }[] {
      return watchedFiles.tallies(keyOf(id)).map(({ state, reason, files }) => ({ state, reason, files }))
    },

    async decide({ files, do: decision }: Parsed<'watch.decide'>): Promise<{ readonly changed: number }> {
      let changed = 0
      for (const entries of selected(files)) {
        for (const [folder, own] of Map.groupBy(entries, folderOf)) {
          if (decision === 'send') changed += (await folder?.sendAnyway(own)) ?? 0
          else changed += own.filter((entry) => folder?.decline(entry)).length
        }
        await clock.turn()
        throwIfClosing(closing, `${changed} files were decided before`)
      }
      onChange()
      return { changed }
    },
  }
}
