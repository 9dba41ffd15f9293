/** @file Reads files for a list of another kind than ASC MHL: hashes, and what they prove. */
import { FailureError } from '../../contract/errors.ts'
import type { HashReader, ReadHash } from '../../engine/ports/list-writer.ts'
import { identify } from '../files/identity.ts'
import { type CheckedFile, checkFiles, unread, type WantedFile } from './check-files.ts'
import { createHashLists } from './lookup.ts'

/** See the port. */
export const readHashes: HashReader = async ({ paths, format, sent, onProgress }, signal) => {
  const wanted: WantedFile[] = []
  const checked = new Map<string, CheckedFile>()
  for (const path of paths) {
    signal.throwIfAborted()
    try {
      const { sizeBytes } = await identify(path)
      wanted.push({ path, below: path.replaceAll('\\', '/'), sizeBytes, known: null, previousPath: null, sent: sent(path) })
    } catch (caught) {
      if (!(caught instanceof FailureError)) throw caught
      checked.set(path, unread(path, caught.failure, sent(path).length > 0))
    }
  }
  const lists = createHashLists(() => performance.now())
  const read = await checkFiles(wanted, { format, lists, signal, onProgress })
  return paths.map((path): ReadHash => {
    const found = read.get(path) ?? checked.get(path)
    if (!found) throw new Error(`${path} was not read`)
    const value = found.read?.verdict.hashes.find((hash) => hash.format === format)?.value
    return {
      told: found.told,
      hash: value === undefined || !found.read ? null : { format, value, hashedAt: found.read.hashes.hashedAt },
    }
  })
}
