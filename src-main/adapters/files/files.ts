/** @file The `Files` port on the real file system; it refuses files of the data folder. */
import type { Files } from '../../engine/ports/files.ts'
import { statfs } from '../drives/files.ts'
import { openSource } from './file-source.ts'
import { identify } from './identity.ts'
import { listFolder } from './listing.ts'
import { createOwnFolder } from './own-folder.ts'
import { realPath } from './real-path.ts'
import { walk } from './walk.ts'

export function createFiles(dataDir: string): Files {
  const own = createOwnFolder(dataDir)
  return {
    identify,
    realPath,
    walk: (path, signal) => walk(path, signal, own),
    async open(path, identity, sent, formats, prefixUse) {
      const source = await openSource(path, identity, sent, formats, prefixUse)
      try {
        await own.refuse(path)
        return source
      } catch (caught) {
        await source.close()
        throw caught
      }
    },
    list: (path, signal) => listFolder(path, signal, own),
    async freeBytes(path) {
      const { bavail, bsize } = await statfs(path)
      return bavail * bsize
    },
  }
}
