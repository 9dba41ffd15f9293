/** @file `reelay receipts --format mhl`: the manifest of a batch, as tools for MHL 1.1 read it. */
import { hostname, userInfo } from 'node:os'
import { isAbsolute } from 'node:path'
import { MHL1_FORMATS } from '../../contract/hashes.ts'
import type { Receipt } from '../../contract/upload.ts'
import { indexSent, receiptsOf } from '../all-receipts.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { checkedText } from '../output/checked-lines.ts'
import { type ManifestFormat, type ManifestHashes, manifestOf } from '../output/manifest.ts'
import { createReadingReporter } from '../output/reading-progress.ts'
import { printProblem } from '../output/terminal.ts'
import { usage } from '../parse.ts'

export interface ManifestFlags {
  readonly batch?: string
  readonly out?: string
  readonly hash?: string
}

/** @returns the manifest, and the exit code: files that are not as they were sent are not in it */
export async function receiptManifest(context: CommandContext, flags: ManifestFlags): Promise<{ text: string; code: number }> {
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
  if (format === null) return { text: manifestOf(receipts, maker), code: EXIT.ok }
  const { hashes, code } = await readAgain(context, receipts, format, flags.out !== undefined)
  return { text: manifestOf(receipts, maker, hashes), code }
}

function formatFrom(name: string): ManifestFormat {
  const format = MHL1_FORMATS.find((one) => one === name.toLowerCase().replaceAll('-', ''))
  if (!format) throw usage(`--hash takes ${MHL1_FORMATS.join(', ')} for --format mhl, not “${name}”.`)
  return format
}

/** @param hasRoom standard output is not where the manifest goes */
async function readAgain(
  { fileTools, interrupted, json }: CommandContext,
  receipts: readonly Receipt[],
  format: ManifestFormat,
  hasRoom: boolean,
): Promise<{ hashes: ManifestHashes; code: number }> {
  const { sent } = await indexSent(each(receipts))
  const paths = [...new Set(receipts.map(({ path }) => path).filter((path) => isAbsolute(path)))]
  const reporter = hasRoom ? createReadingReporter(json) : { progress() {}, end() {} }
  const read = await fileTools
    .readHashes({ paths, format, sent, onProgress: reporter.progress }, interrupted)
    .finally(() => reporter.end())
  const hashes = new Map(read.flatMap(({ told, hash }) => (hash ? [[told.path, { ...hash, format }] as const] : [])))
  const problems = read.filter(({ hash, told }) => hash === null || told.difference !== null)
  for (const { told } of problems) printProblem(checkedText(told))
  return { hashes, code: problems.length > 0 ? EXIT.failed : EXIT.ok }
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
