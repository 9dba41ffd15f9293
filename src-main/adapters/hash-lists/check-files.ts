/** @file Reads files for a list, a few at a time on each drive, and says of each what it proves. */
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import type { ListedFormat } from '../../contract/hashes.ts'
import { isXmlText } from '../../contract/xml.ts'
import type { HashLists } from '../../engine/ports/hash-lists.ts'
import type { ListedFile, ReadingProgress, SentContent } from '../../engine/ports/list-writer.ts'
import { byDrive } from './by-drive.ts'
import { formatsFor, type Verdict, verdictOn } from './compare.ts'
import { type FileHashes, hashFile } from './hash-file.ts'
import type { KnownHashes } from './history.ts'

export interface WantedFile {
  /** Absolute. */
  readonly path: string
  /** From the folder of its list, with `/`. */
  readonly below: string
  readonly sizeBytes: number
  /** In the `ascmhl` folder that it belongs to. */
  readonly known: KnownHashes | null
  /** Its path in the lists of before, from the folder of its list, where only the case of its letters was another. */
  readonly previousPath: string | null
  readonly sent: readonly SentContent[]
}

/** A file that was read, or why it was not. */
export interface CheckedFile {
  readonly told: ListedFile
  readonly read: { readonly hashes: FileHashes; readonly verdict: Verdict; readonly previousPath: string | null } | null
}

export interface CheckContext {
  readonly format: ListedFormat
  /** What all lists say, such as those of MHL 1.1. */
  readonly lists: HashLists
  readonly signal: AbortSignal
  readonly onProgress: (progress: ReadingProgress) => void
}

/** @returns by path. @throws the reason of the signal, and what is not about one file */
export async function checkFiles(
  wanted: readonly WantedFile[],
  context: CheckContext,
): Promise<ReadonlyMap<string, CheckedFile>> {
  const { signal, onProgress } = context
  const checked = new Map<string, CheckedFile>()
  const allBytes = wanted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  let [files, bytes] = [0, 0]
  const report = (path: string): void => onProgress({ path, files, allFiles: wanted.length, bytes, allBytes })

  await byDrive(
    wanted,
    ({ path }) => path,
    async (file) => {
      signal.throwIfAborted()
      let left = file.sizeBytes
      const count = (read: number): void => {
        const counted = Math.min(left, read)
        left -= counted
        bytes += counted
        report(file.path)
      }
      checked.set(file.path, await checkFile(file, context, count))
      files += 1
      count(left)
    },
  )
  return checked
}

async function checkFile(
  { path, below, sizeBytes, known, previousPath, sent }: WantedFile,
  { format, lists, signal }: CheckContext,
  onBytes: (bytes: number) => void,
): Promise<CheckedFile> {
  const hasReceipt = sent.length > 0
  try {
    if (!isXmlText(below) || below.includes('\\')) throw new FailureError(failure('list.unnameable', { path }))
    const listed = await lists.find(path, sizeBytes, signal)
    const hashes = await hashFile(path, formatsFor(format, known, listed, hasReceipt), signal, onBytes)
    const verdict = verdictOn(path, { wanted: format, values: hashes.values, known, listed, sent })
    const { result, difference, failure: note } = verdict
    return { told: { path, result, failure: note, difference, hasReceipt }, read: { hashes, verdict, previousPath } }
  } catch (caught) {
    if (signal.aborted || !(caught instanceof FailureError)) throw caught
    return unread(path, caught.failure, hasReceipt)
  }
}

export function unread(path: string, problem: Failure, hasReceipt = false): CheckedFile {
  const result = problem.code === 'file.missing' ? 'missing' : 'unreadable'
  return { told: { path, result, failure: problem, difference: null, hasReceipt }, read: null }
}
