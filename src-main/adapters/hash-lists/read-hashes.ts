/** @file Reads and compares files for a list of another kind than ASC MHL. */
import { FailureError } from '../../contract/errors/errors.ts'
import type { HashReader, ReadHash } from '../../engine/ports/list-writer.ts'
import { identify } from '../files/identity.ts'
import { type CheckedFile, checkFiles, unread, type WantedFile } from './check-files.ts'
import { createHashLists } from './lookup.ts'

/** See the port. */
export const readHashes: HashReader = async ({ paths, format, sent, onProgress }, signal) => {
  const wanted: WantedFile[] = []
  const failed = new Map<string, CheckedFile>()
  for (const path of paths) {
    signal.throwIfAborted()
    try {
      const { sizeBytes } = await identify(path)
      wanted.push({ path, below: path.replaceAll('\\', '/'), sizeBytes, known: null, previousPath: null, sent: sent(path) })
    } catch (caught) {
      if (!(caught instanceof FailureError)) throw caught
      failed.set(path, unread(path, caught.failure, sent(path).length > 0))
    }
  }
  const lists = createHashLists(() => performance.now())
  const checked = await checkFiles(wanted, { format, lists, signal, onProgress })
  return paths.map((path): ReadHash => {
    const result = checked.get(path) ?? failed.get(path)
    if (!result) throw new Error(`${path} was not read`)
    const { file, read } = result
    const value = read?.verdict.hashes.find((hash) => hash.format === format)?.value
    return { file, hash: value === undefined || !read ? null : { format, value, hashedAt: read.hashes.hashedAt } }
  })
}
