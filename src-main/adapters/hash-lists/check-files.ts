/** @file Reads files for a list, and compares each with the lists and receipts that have a hash for it. */
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import type { ListedFormat } from '../../contract/proof/hashes.ts'
import { isXmlText } from '../../contract/text/xml.ts'
import type { HashLists } from '../../engine/ports/hash-lists.ts'
import type { ListedFile, ReadingProgress, SentContent } from '../../engine/ports/list-writer.ts'
import { formatsFor, type Verdict, verdictOn } from './compare.ts'
import { type FileHashes, hashFile } from './hash-file.ts'
import type { KnownHashes } from './history.ts'
import { readByDrive } from './read-by-drive.ts'

export interface WantedFile {
  /** Absolute. */
  readonly path: string
  /** Relative to the folder of its list, with `/`. */
  readonly below: string
  readonly sizeBytes: number
  /** Its hashes in the `ascmhl` folder that it belongs to. */
  readonly known: KnownHashes | null
  /** Its path in earlier lists, where only the case of its letters differs. */
  readonly previousPath: string | null
  readonly sent: readonly SentContent[]
}

/** The result for a file. `read` is `null` where it could not be read. */
export interface CheckedFile {
  readonly file: ListedFile
  readonly read: { readonly hashes: FileHashes; readonly verdict: Verdict; readonly previousPath: string | null } | null
}

interface CheckContext {
  readonly format: ListedFormat
  /** Finds the entries of all lists, such as those of MHL 1.1. */
  readonly lists: HashLists
  readonly signal: AbortSignal
  readonly onProgress: (progress: ReadingProgress) => void
}

/** @returns results by path. @throws the reason of the signal; errors that are not about one file */
export async function checkFiles(
  wanted: readonly WantedFile[],
  context: CheckContext,
): Promise<ReadonlyMap<string, CheckedFile>> {
  const { signal, onProgress } = context
  const checked = new Map<string, CheckedFile>()
  await readByDrive(wanted, {
    signal,
    read: (file, onBytes) => checkFile(file, context, onBytes),
    onRead: ({ path }, result) => checked.set(path, result),
    onProgress,
  })
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
    return { file: { path, result, failure: note, difference, hasReceipt }, read: { hashes, verdict, previousPath } }
  } catch (caught) {
    if (signal.aborted || !(caught instanceof FailureError)) throw caught
    return unread(path, caught.failure, hasReceipt)
  }
}

export function unread(path: string, problem: Failure, hasReceipt = false): CheckedFile {
  return { file: { path, result: unreadResult(problem), failure: problem, difference: null, hasReceipt }, read: null }
}

export function unreadResult({ code }: Failure): 'missing' | 'unreadable' {
  return code === 'file.missing' ? 'missing' : 'unreadable'
}
