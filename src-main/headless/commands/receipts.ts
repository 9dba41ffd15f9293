/** @file `reelay receipts`: what was sent, for people, scripts, spreadsheets and tools that check media. */
import { hostname, userInfo } from 'node:os'
import { resolve } from 'node:path'
import { isoTime } from '../../contract/dates.ts'
import { parseMoment } from '../../contract/moment.ts'
import { printableJson, printableLines } from '../../contract/printable.ts'
import { type Receipt, resentBytesOf } from '../../contract/upload.ts'
import type { Client } from '../../local/client.ts'
import { attach, type CommandContext } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { manifestOf } from '../output/manifest.ts'
import { writeWhole } from '../output/whole-file.ts'
import { usage } from '../parse.ts'

const PAGE = 1_000
const FORMATS = ['json', 'csv', 'mhl'] as const
type Format = (typeof FORMATS)[number]

/** Told of every receipt, in this order in CSV; new ones come last, because scripts count columns. */
const COLUMNS = [
  'id',
  'path',
  'sizeBytes',
  'mtimeNs',
  'accountName',
  'provider',
  'uploadUrl',
  'remoteId',
  'startedAt',
  'finishedAt',
  'attempts',
  'restarts',
  'bytesSent',
  'resentBytes',
  'sha256',
  'batchId',
  'uploadId',
  'accountId',
] as const

export interface ReceiptFlags {
  readonly format: string
  readonly since?: string
  readonly batch?: string
  readonly out?: string
}

export async function receipts(context: CommandContext, flags: ReceiptFlags): Promise<number> {
  const format = FORMATS.find((one) => one === flags.format)
  if (!format) throw usage('--format takes json or csv, or mhl for one batch.')
  if (format === 'mhl' && flags.batch === undefined) {
    throw usage(
      '--format mhl makes the manifest of one batch: add --batch ID. The ids are in the column batchId of --format csv.',
    )
  }
  const since = flags.since === undefined ? 0 : parseMoment(flags.since)
  if (since === null) {
    throw usage(`--since takes a date such as 2026-11-20, or a time such as 2026-11-20T18:00, not “${flags.since}”.`)
  }
  const attached = await attach(context)
  try {
    const found = receiptsOf(attached.client, { since, ...(flags.batch === undefined ? {} : { batchId: flags.batch }) })
    const text = format === 'mhl' ? manifest(found, flags.batch ?? '', context.version) : lines(found, format)
    if (flags.out === undefined)
      for await (const part of text) process.stdout.write(process.stdout.isTTY ? printableLines(part) : part)
    else await writeOut(flags.out, text)
    return EXIT.ok
  } finally {
    await attached.close()
  }
}

async function writeOut(out: string, text: AsyncIterable<string>): Promise<void> {
  await writeWhole(resolve(out), text).catch((caught: unknown) => {
    if (caught instanceof Error && 'code' in caught) throw usage(`--out: ${caught.message}`)
    throw caught
  })
}

async function* receiptsOf(client: Client, filter: { since: number; batchId?: string }): AsyncGenerator<Receipt> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await client.request('receipts.list', { ...filter, offset, limit: PAGE })
    yield* page.receipts
    if (offset + PAGE >= page.total) return
  }
}

async function* manifest(found: AsyncIterable<Receipt>, batchId: string, version: string): AsyncGenerator<string> {
  const all: Receipt[] = []
  for await (const receipt of found) all.push(receipt)
  if (all.length === 0) throw usage(`There is no receipt of a batch “${batchId}”.`)
  yield manifestOf(all, { tool: `Reelay ${version}`, userName: userInfo().username, hostName: hostname() })
}

async function* lines(found: AsyncIterable<Receipt>, format: Exclude<Format, 'mhl'>): AsyncGenerator<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\n`
  for await (const receipt of found) {
    const told = toldOf(receipt)
    yield `${format === 'csv' ? csvLine(told) : printableJson({ type: 'receipt', ...told })}\n`
  }
}

type Told = Readonly<Record<string, string | number | null>>

function toldOf(receipt: Receipt): Told {
  return {
    ...receipt,
    startedAt: isoTime(receipt.startedAt),
    finishedAt: isoTime(receipt.finishedAt),
    resentBytes: resentBytesOf(receipt),
  }
}

/** RFC 4180; a value that a spreadsheet would run as a formula is made plain text. */
function csvLine(told: Told): string {
  return COLUMNS.map((column) => {
    const value = String(told[column] ?? '')
    const plain = /^[=+\-@\t]/.test(value) ? `'${value}` : value
    return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
  }).join(',')
}
