/** @file Reads files again and holds them against their receipts and against the hash lists that speak of them. */
import { basename } from 'node:path'
import { FailureError } from '../../contract/errors.ts'
import type { HashFormat } from '../../contract/hashes.ts'
import { NOTHING_LISTED } from '../../engine/offload/statements.ts'
import { neededFormats, verdictOf } from '../../engine/offload/verdict.ts'
import type { HashLists } from '../../engine/ports/hash-lists.ts'
import type { VerifiedFile, Verifier, VerifyRequest } from '../../engine/ports/verifier.ts'
import { byDrive } from './by-drive.ts'
import { findFiles } from './find-files.ts'
import { hashFile } from './hash-file.ts'
import { createHashLists } from './lookup.ts'
import { receiptVerdict, verdictFrom } from './verify-verdict.ts'

/** See the port. */
export const verifyFiles: Verifier = async (request, signal) => {
  const { onFile, onProgress } = request
  const { files, told } = await findFiles(request.paths, signal)
  told.forEach(onFile)
  const lists = createHashLists(() => performance.now())
  const allBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  let [done, bytes] = [0, 0]
  await byDrive(
    files,
    ({ path }) => path,
    async ({ path, sizeBytes }) => {
      signal.throwIfAborted()
      let left = sizeBytes
      const count = (read: number): void => {
        const counted = Math.min(left, read)
        left -= counted
        bytes += counted
        onProgress({ path, files: done, allFiles: files.length, bytes, allBytes })
      }
      const file = await verifyFile({ path, sizeBytes, lists, request, signal, onBytes: count })
      done += 1
      count(left)
      onFile(file)
    },
  )
}

interface Work {
  readonly path: string
  readonly sizeBytes: number
  readonly lists: HashLists
  readonly request: VerifyRequest
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number) => void
}

async function verifyFile({ path, sizeBytes, lists, request, signal, onBytes }: Work): Promise<VerifiedFile> {
  const sent = request.sent(path)
  const alike = sent.length > 0 ? [] : request.alike(basename(path), sizeBytes)
  try {
    const listed = (await lists.find(path, sizeBytes, signal)) ?? NOTHING_LISTED
    const formats: HashFormat[] = [...neededFormats(listed), ...(sent.length + alike.length > 0 ? (['sha256'] as const) : [])]
    // What nobody speaks of need not be read.
    const read = formats.length === 0 ? null : await hashFile(path, formats, signal, onBytes)
    const byLists = verdictOf(path, listed, Object.fromEntries(read?.values ?? []))
    const byReceipts = read === null ? { kind: 'none' as const } : receiptVerdict(path, read, { sent, alike })
    return verdictFrom(path, byLists, byReceipts)
  } catch (caught) {
    if (signal.aborted || !(caught instanceof FailureError)) throw caught
    const result = caught.failure.code === 'file.missing' ? 'missing' : 'unreadable'
    return { path, result, by: null, difference: null, failure: caught.failure }
  }
}
