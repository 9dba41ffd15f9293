/** @file Reads files again and holds them against their receipts and against the hash lists that speak of them. */
import { basename } from 'node:path'
import { FailureError } from '../../contract/errors.ts'
import type { HashFormat } from '../../contract/hashes.ts'
import { NOTHING_LISTED } from '../../engine/offload/statements.ts'
import { neededFormats, verdictOf } from '../../engine/offload/verdict.ts'
import type { HashLists } from '../../engine/ports/hash-lists.ts'
import type { SentContent } from '../../engine/ports/list-writer.ts'
import type { VerifiedFile, Verifier, VerifyRequest } from '../../engine/ports/verifier.ts'
import { byDrive } from './by-drive.ts'
import { findFiles } from './find-files.ts'
import { hashFile } from './hash-file.ts'
import { createHashLists } from './lookup.ts'

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
    const values = formats.length === 0 ? new Map() : (await hashFile(path, formats, signal, onBytes)).values
    const byLists = verdictOf(path, listed, Object.fromEntries(values))
    return verdictOn(path, values.get('sha256') ?? '', { sent, alike, byLists })
  } catch (caught) {
    if (signal.aborted || !(caught instanceof FailureError)) throw caught
    const result = caught.failure.code === 'file.missing' ? 'missing' : 'unreadable'
    return { path, result, by: null, difference: null, failure: caught.failure }
  }
}

interface Said {
  readonly sent: readonly SentContent[]
  readonly alike: readonly SentContent[]
  readonly byLists: ReturnType<typeof verdictOf>
}

/** Whoever says otherwise is heard before those that agree. A receipt of another path only ever confirms. */
function verdictOn(path: string, sha256: string, { sent, alike, byLists }: Said): VerifiedFile {
  const isSame = (one: SentContent): boolean => one.sha256.toLowerCase() === sha256
  const receipt = sent.find(isSame) ?? alike.find(isSame)
  const [newest] = sent
  const note = byLists === null || byLists.result === 'differs' ? null : byLists.note
  if (newest && !receipt) {
    const difference = { format: 'sha256', expected: newest.sha256, actual: sha256 } as const
    return { path, result: 'differs', by: { kind: 'receipt', id: newest.id }, difference, failure: note }
  }
  if (byLists?.result === 'differs') {
    const { list, format, value: expected, found: actual } = byLists
    return {
      path,
      result: 'differs',
      by: { kind: 'list', path: list, format },
      difference: { format, expected, actual },
      failure: null,
    }
  }
  if (receipt) return { path, result: 'verified', by: { kind: 'receipt', id: receipt.id }, difference: null, failure: note }
  if (byLists?.result === 'matches') {
    const { list, format } = byLists
    return { path, result: 'verified', by: { kind: 'list', path: list, format }, difference: null, failure: note }
  }
  // A list that cannot be read, or lists that disagree, may have spoken of it.
  return { path, result: note === null ? 'not listed' : 'unreadable', by: null, difference: null, failure: note }
}
