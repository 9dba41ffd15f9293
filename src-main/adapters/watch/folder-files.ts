/** @file The `FolderFiles` port on the real file system. */
import { hashAndClose } from '../../engine/files/open-files.ts'
import type { Files } from '../../engine/ports/files.ts'
import type { FolderFiles } from '../../engine/watch/ports.ts'
import { unnamedPath } from '../files/names.ts'
import { folder, readFolder, statFile } from './folder-content.ts'
import { createTrash, isTaken, move } from './moving.ts'
import { wholeness } from './wholeness.ts'

interface FolderFilesParts {
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
    sha256: async (path, identity, signal) => hashAndClose(await open(path, identity), signal),
    move,
    isTaken,
    trash: createTrash(trash),
  }
}
