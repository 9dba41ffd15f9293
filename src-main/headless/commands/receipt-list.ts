/** @file `reelay receipts --format ascmhl`: a hash list of what was sent, for tools that check media. */
import { hostname, userInfo } from 'node:os'
import { isAbsolute, resolve } from 'node:path'
import { FailureError } from '../../contract/errors/errors.ts'
import { isListedFormat, LISTED_FORMATS, type ListedFormat } from '../../contract/proof/hashes.ts'
import type { Receipt } from '../../contract/queue/upload.ts'
import type { ListOutcome, ListRequest } from '../../engine/ports/list-writer.ts'
import { indexSent, receiptsOf, type SentIndex } from '../all-receipts.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { BAD_RESULTS, checkedLine, checkedText, countResults, countsText, OPEN_RESULTS } from '../output/checked-lines.ts'
import { createReadingReporter } from '../output/reading-progress.ts'
import { print, printJson, printProblem } from '../output/terminal.ts'
import { usage } from '../parse.ts'

export interface ListFlags {
  readonly batch?: string
  readonly out?: string
  readonly hash?: string
}

/** @param folder all of which is listed; without one, what was sent with the batch */
export async function writeReceiptList(context: CommandContext, folder: string | undefined, flags: ListFlags): Promise<number> {
  const format = formatFrom(flags.hash)
  const { files, sent } = await filesToList(context, folder, flags.batch)
  const { interrupted, json, version, fileTools } = context
  const reporter = createReadingReporter(json)
  const written: string[] = []
  const request: ListRequest = {
    files,
    format,
    out: flags.out === undefined ? null : resolve(flags.out),
    sent,
    maker: { tool: 'Reelay', version, hostName: hostname(), userName: userInfo().username },
    onProgress: reporter.progress,
    onList: (path) => void written.push(path),
  }
  try {
    const outcome = await fileTools.writeLists(request, interrupted)
    reporter.end()
    return report(outcome, json)
  } catch (caught) {
    reporter.end()
    printLists(written, json)
    // A list that could not be written is reported even after an interruption.
    if (!interrupted.aborted || isNotWritten(caught)) throw caught
    printProblem(written.length === 0 ? 'Stopped: no list was written.' : 'Stopped: no other list was written.')
    return EXIT.interrupted
  }
}

function formatFrom(name: string | undefined): ListedFormat {
  if (name === undefined) return 'c4'
  const found = name.toLowerCase().replaceAll('-', '')
  if (!isListedFormat(found)) throw usage(`--hash takes ${LISTED_FORMATS.join(', ')}, not “${name}”.`)
  return found
}

async function filesToList(
  context: CommandContext,
  folder: string | undefined,
  batchId: string | undefined,
): Promise<Pick<ListRequest, 'files' | 'sent'>> {
  if ((folder === undefined) === (batchId === undefined)) {
    throw usage('--format ascmhl lists a folder, or one batch: name the folder, or add --batch ID.')
  }
  const paths = new Set<string>()
  /** Copies from links were never files here. */
  async function* receiptsOfFiles(receipts: AsyncIterable<Receipt>): AsyncGenerator<Receipt> {
    for await (const receipt of receipts) {
      if (!isAbsolute(receipt.path)) continue
      paths.add(receipt.path)
      yield receipt
    }
  }
  // The data folder is released before files are read, which may take long.
  const index = await withClient(
    context,
    (client): Promise<SentIndex> =>
      indexSent(receiptsOfFiles(receiptsOf(client, { since: 0, ...(batchId === undefined ? {} : { batchId }) }))),
  )
  if (folder !== undefined) return { files: { folder: resolve(folder) }, sent: index.sent }
  if (paths.size === 0) throw usage(`There is no receipt of files of a batch “${batchId}”.`)
  return { files: { paths: [...paths].sort() }, sent: index.sent }
}

function report({ lists, files }: ListOutcome, json: boolean): number {
  const counts = countResults(files)
  if (json) {
    for (const file of files) printJson(checkedLine('listed', file))
    printLists(lists, json)
    const count = (result: (typeof files)[number]['result']): number => counts.get(result) ?? 0
    printJson({
      type: 'summary',
      original: count('original'),
      verified: count('verified'),
      failed: count('failed'),
      differs: count('differs'),
      missing: count('missing'),
      unreadable: count('unreadable'),
    })
  } else {
    for (const file of files) if (!isAsListed(file)) printProblem(checkedText(file))
    printLists(lists, json)
    if (lists.length === 0) printProblem('No list was written: there is nothing that may be listed.')
    else print(`${countsText(counts)}.`)
  }
  if (files.some(({ result }) => BAD_RESULTS.has(result))) return EXIT.failed
  return lists.length === 0 || files.some((file) => OPEN_RESULTS.has(file.result) || !isAsListed(file)) ? EXIT.attention : EXIT.ok
}

function isNotWritten(caught: unknown): boolean {
  return caught instanceof FailureError && caught.failure.code === 'list.notWritten'
}

function printLists(lists: readonly string[], json: boolean): void {
  for (const path of lists) {
    if (json) printJson({ type: 'list', path })
    else print(`Wrote ${path}`)
  }
}

/** Listed, and without a problem such as a list beside it that cannot be read. */
function isAsListed({ result, failure }: ListOutcome['files'][number]): boolean {
  return (result === 'original' || result === 'verified') && failure === null
}
