/** @file `reelay receipts`: what was sent, for people, scripts, spreadsheets and tools that check media. */
import { existsSync } from 'node:fs'
import { basename, dirname, resolve, sep } from 'node:path'
import { writeAtomically, writeNew } from '../../atomic-file.ts'
import { receiptPage } from '../../contract/proof/receipt-page.ts'
import { NO_RECEIPTS, withReceipt } from '../../contract/proof/receipt-totals.ts'
import type { Receipt } from '../../contract/queue/upload.ts'
import { commonFolder } from '../../contract/text/common-folder.ts'
import { parseMoment } from '../../contract/text/moment.ts'
import { printableJson, printableLines } from '../../contract/text/printable.ts'
import type { Client } from '../../http-api/client.ts'
import { type ReceiptFilter, receiptsOf } from '../all-receipts.ts'
import { type CommandContext, withClient } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { csvOf, receiptFields } from '../output/receipt-lines.ts'
import { isRegularFile, TAKEN, writeOut } from '../output/write-out.ts'
import { usage } from '../parse.ts'
import { type ListFlags, writeReceiptList } from './receipt-list.ts'
import { receiptManifest } from './receipt-manifest.ts'

const FORMATS = ['json', 'csv', 'html', 'mhl', 'ascmhl'] as const

interface ReceiptFlags extends ListFlags {
  readonly format: string
  readonly since?: string
}

export async function receipts(context: CommandContext, folder: string | undefined, flags: ReceiptFlags): Promise<number> {
  const format = FORMATS.find((one) => one === flags.format)
  if (!format) throw usage('--format takes json, csv or html, mhl for one batch, or ascmhl for a batch or a folder.')
  if (format === 'ascmhl') return writeReceiptList(context, folder, flags)
  if (folder !== undefined)
    throw usage('A folder goes with --format ascmhl; other formats list receipts, wherever their files are.')
  if (format === 'mhl') {
    if (flags.out !== undefined && existsSync(resolve(flags.out))) throw usage(`--out: ${TAKEN}`)
    const { text, code } = await receiptManifest(context, flags)
    if (text !== null) await writeOutput([text], flags.out, writeNew)
    return code
  }
  if (flags.hash !== undefined) throw usage('--hash goes with --format ascmhl and mhl.')
  const since = flags.since === undefined ? 0 : parseMoment(flags.since)
  if (since === null) {
    throw usage(`--since takes a date such as 2026-11-20, or a time such as 2026-11-20T18:00, not “${flags.since}”.`)
  }
  return withClient(context, async (client) => {
    const filter = { since, ...(flags.batch === undefined ? {} : { batchId: flags.batch }) }
    const found = receiptsOf(client, filter)
    const isFile = flags.out !== undefined || isRegularFile(process.stdout)
    const text =
      format === 'html' ? pageOf(client, filter, context.version) : format === 'csv' ? csvOf(found, { isFile }) : jsonOf(found)
    await writeOutput(text, flags.out)
    return EXIT.ok
  })
}

/** To a file, as a whole or not at all, or to standard output. */
async function writeOutput(
  text: Iterable<string> | AsyncIterable<string>,
  out: string | undefined,
  write = writeAtomically,
): Promise<void> {
  if (out !== undefined) return writeOut(out, text, write)
  for await (const part of text) process.stdout.write(process.stdout.isTTY ? printableLines(part) : part)
}

/**
 * Read twice, so that the totals come first and any number of receipts is written as it is read. Those that are added between
 * the two are left out.
 */
async function* pageOf(client: Client, filter: ReceiptFilter, version: string): AsyncGenerator<string> {
  const ids = new Set<string>()
  let totals = NO_RECEIPTS
  let last: Receipt | null = null
  let folder: string | null = null
  for await (const receipt of receiptsOf(client, filter)) {
    if (ids.has(receipt.id)) continue
    ids.add(receipt.id)
    totals = withReceipt(totals, receipt)
    last = receipt
    folder = commonFolder([folder ?? dirname(receipt.path), dirname(receipt.path)], sep)
  }
  if (filter.batchId !== undefined && ids.size === 0) throw usage(`There is no receipt of a batch “${filter.batchId}”.`)
  const name = filter.batchId === undefined ? 'Receipts' : await nameOfBatch(client, filter.batchId)
  // A batch that came from no watched folder has no name of its own.
  const title = ids.size === 1 && last ? last.name : (name ?? (basename(folder ?? '') || 'Receipts'))
  yield* receiptPage({ title, tool: `Reelay ${version}`, madeAt: Date.now(), totals }, only(ids, receiptsOf(client, filter)))
}

/** Each of these once. */
async function* only(ids: Set<string>, receipts: AsyncIterable<Receipt>): AsyncGenerator<Receipt> {
  for await (const receipt of receipts) if (ids.delete(receipt.id)) yield receipt
}

async function nameOfBatch(client: Client, batchId: string): Promise<string | null> {
  const limit = 200
  for (let offset = 0; ; offset += limit) {
    const { batches, total } = await client.request('batches.list', { offset, limit })
    const found = batches.find(({ id }) => id === batchId)
    if (found) return found.name
    if (offset + limit >= total) return null
  }
}

async function* jsonOf(found: AsyncIterable<Receipt>): AsyncGenerator<string> {
  for await (const receipt of found) yield `${printableJson({ type: 'receipt', ...receiptFields(receipt) })}\n`
}
