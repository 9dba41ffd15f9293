/** @file What the command line does with files besides sending them; each tool is loaded when it is first used. */
import type { HashReader, ListWriter } from './engine/ports/list-writer.ts'
import type { Verifier } from './engine/ports/verifier.ts'

export interface FileTools {
  readonly writeLists: ListWriter
  readonly readHashes: HashReader
  readonly verifyFiles: Verifier
}

export const fileTools: FileTools = {
  writeLists: async (request, signal) => (await import('./adapters/hash-lists/write-lists.ts')).writeLists(request, signal),
  readHashes: async (request, signal) => (await import('./adapters/hash-lists/read-hashes.ts')).readHashes(request, signal),
  verifyFiles: async (request, signal) => (await import('./adapters/hash-lists/verify-files.ts')).verifyFiles(request, signal),
}
