/** @file Reads files again and compares them with their receipts and with the hash lists that name them. */
import { basename } from 'node:path'
import { FailureError } from '../../contract/errors/errors.ts'
import type { HashFormat } from '../../contract/proof/hashes.ts'
import { neededFormats, verdictOf } from '../../engine/offload/verdict.ts'
import type { HashLists } from '../../engine/ports/hash-lists.ts'
import type { VerifiedFile, Verifier, VerifyRequest } from '../../engine/ports/verifier.ts'
import { unreadResult } from './check-files.ts'
import { findFiles } from './find-files.ts'
import { hashFile } from './hash-file.ts'
import { createHashLists } from './lookup.ts'
import { readByDrive } from './read-by-drive.ts'
import { receiptVerdict, verdictFrom } from './verify-verdict.ts'

/** See the port. */
export const verifyFiles: Verifier = async (request, signal) => {
  const { onFile, onProgress } = request
  const { files, unread } = await findFiles(request.paths, signal)
  unread.forEach(onFile)
  const lists = createHashLists(() => performance.now())
  await readByDrive(files, {
    signal,
    read: ({ path, sizeBytes }, onBytes) => verifyFile({ path, sizeBytes, lists, request, signal, onBytes }),
    onRead: (_file, result) => onFile(result),
    onProgress,
  })
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
    const listed = await lists.find(path, sizeBytes, signal)
    const formats: HashFormat[] = [...neededFormats(listed), ...(sent.length + alike.length > 0 ? (['sha256'] as const) : [])]
    // Without lists and receipts there is nothing to compare the file with.
    const read = formats.length === 0 ? null : await hashFile(path, formats, signal, onBytes)
    const byLists = verdictOf(path, listed, Object.fromEntries(read?.values ?? []))
    const byReceipts = read === null ? { kind: 'none' as const } : receiptVerdict(path, read, { sent, alike })
    return verdictFrom(path, byLists, byReceipts)
  } catch (caught) {
    if (signal.aborted || !(caught instanceof FailureError)) throw caught
    return { path, result: unreadResult(caught.failure), by: null, difference: null, failure: caught.failure }
  }
}
