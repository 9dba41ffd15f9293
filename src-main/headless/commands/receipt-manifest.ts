/** @file `reelay receipts --format mhl`: the manifest of a batch, as tools for MHL 1.1 read it. */
import { hostname, userInfo } from 'node:os'
import { MHL1_FORMATS } from '../../contract/proof/hashes.ts'
import type { Receipt } from '../../contract/queue/upload.ts'
import { indexSent, receiptsOf } from '../all-receipts.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { BAD_RESULTS, checkedText } from '../output/checked-lines.ts'
import { type ManifestFormat, type ManifestHashes, manifestOf, newestOfEach } from '../output/manifest.ts'
import { createReadingReporter } from '../output/reading-progress.ts'
import { printProblem } from '../output/terminal.ts'
import { usage } from '../parse.ts'
import type { ListFlags } from './receipt-list.ts'

/**
 * @returns the manifest, `null` where nothing may be listed, and the exit code: 1 for files that are not as they were sent or not there, 3 for
 * those of which that is not known; none of them are in it
 */
export async function receiptManifest(context: CommandContext, flags: ListFlags): Promise<{ text: string | null; code: number }> {
  const { batch: batchId, hash } = flags
  if (batchId === undefined) {
    throw usage(
      '--format mhl makes the manifest of one batch: add --batch ID. The ids are in the column batchId of --format csv.',
    )
  }
  const format = hash === undefined ? null : formatFrom(hash)
  const receipts: Receipt[] = []
  await withClient(context, async (client) => {
    for await (const receipt of receiptsOf(client, { since: 0, batchId })) receipts.push(receipt)
  })
  if (receipts.length === 0) throw usage(`There is no receipt of a batch “${batchId}”.`)
  const maker = { tool: `Reelay ${context.version}`, userName: userInfo().username, hostName: hostname() }
  const files = newestOfEach(receipts)
  if (files.length === 0) return nothing(EXIT.attention)
  if (format === null) return { text: manifestOf(files, maker), code: EXIT.ok }
  const { hashes, code } = await readAgain(context, files, format, flags.out !== undefined)
  return hashes.size === 0 ? nothing(code) : { text: manifestOf(files, maker, hashes), code }
}

function nothing(code: number): { text: null; code: number } {
  printProblem('No list was written: there is nothing that may be listed.')
  return { text: null, code }
}

function formatFrom(name: string): ManifestFormat {
  const format = MHL1_FORMATS.find((one) => one === name.toLowerCase().replaceAll('-', ''))
  if (!format) throw usage(`--hash takes ${MHL1_FORMATS.join(', ')} for --format mhl, not “${name}”.`)
  return format
}

/**
 * Only what is as its newest receipt says is listed; files of receipts without SHA-256 cannot be compared, and are left out.
 *
 * @param hasRoom standard output is not where the manifest goes
 */
async function readAgain(
  { fileTools, interrupted, json }: CommandContext,
  files: readonly Receipt[],
  format: ManifestFormat,
  hasRoom: boolean,
): Promise<{ hashes: ManifestHashes; code: number }> {
  const comparable = files.filter(({ sha256 }) => sha256 !== null)
  const { sent } = await indexSent(comparable)
  const reporter = hasRoom ? createReadingReporter(json) : { progress() {}, end() {} }
  const paths = comparable.map(({ path }) => path)
  const read = await fileTools
    .readHashes({ paths, format, sent, onProgress: reporter.progress }, interrupted)
    .finally(() => reporter.end())
  for (const { path, sha256 } of files)
    if (sha256 === null) printProblem(`${path}: left out. Its receipt has no SHA-256 to compare with.`)
  const isListed = ({ hash, file }: (typeof read)[number]): boolean => hash !== null && file.difference === null
  const hashes = new Map(
    read.flatMap((one) => (one.hash && isListed(one) ? [[one.file.path, { ...one.hash, format }] as const] : [])),
  )
  for (const one of read) if (!isListed(one) || one.file.failure) printProblem(checkedText(one.file))
  if (read.some(({ file }) => BAD_RESULTS.has(file.result))) return { hashes, code: EXIT.failed }
  const isOpen = hashes.size < files.length || read.some(({ file }) => file.failure)
  return { hashes, code: isOpen ? EXIT.attention : EXIT.ok }
}
