/** @file The `FolderFiles` port on the real file system. */
import type { Files } from '../../engine/ports/files.ts'
import type { FolderFiles } from '../../engine/watch/ports.ts'
import { unnamedPath } from '../files/names.ts'
import { folder, readFolder, statFile } from './folder-content.ts'
import { isTaken, move, trashBy } from './moving.ts'
import { wholeness } from './wholeness.ts'

export interface FolderFilesParts {
  /** Opens a file that is read as a whole. */
  readonly open: Files['open']
  /** Puts a file into the Trash of the system. */
  readonly trash: (path: string) => Promise<void>
}

export function createFolderFiles({ open, trash }: FolderFilesParts): FolderFiles {
  return {
    folder,
    unnamedPath,
    readFolder,
    stat: statFile,
    wholeness,
    async sha256(path, identity, signal) {
      const source = await open(path, identity)
      try {
        const hash = await source.digest(signal)
        await source.check()
        return hash
      } finally {
        await source.close()
      }
    },
    move,
    isTaken,
    trash: trashBy(trash),
  }
}
