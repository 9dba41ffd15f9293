/** @file Receipts as scripts and spreadsheets read them. */
import { isoTime } from '../../contract/dates.ts'
import { type Receipt, resentBytesOf } from '../../contract/upload.ts'

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

/** As RFC 4180 ends lines. */
const END = '\r\n'
/** By this Excel knows that a file is UTF-8. Whatever reads a pipe would take it for a part of the first name. */
const MARK = '\uFEFF'

export type Told = Readonly<Record<string, string | number | null>>

export function toldOf(receipt: Receipt): Told {
  return {
    ...receipt,
    startedAt: isoTime(receipt.startedAt),
    finishedAt: isoTime(receipt.finishedAt),
    resentBytes: resentBytesOf(receipt),
  }
}

export async function* csvOf(found: AsyncIterable<Receipt>, { isFile }: { isFile: boolean }): AsyncGenerator<string> {
  yield `${isFile ? MARK : ''}${COLUMNS.join(',')}${END}`
  for await (const receipt of found) yield `${csvLine(toldOf(receipt))}${END}`
}

/** A value that a spreadsheet would run as a formula is made plain text. */
function csvLine(told: Told): string {
  return COLUMNS.map((column) => {
    const value = String(told[column] ?? '')
    const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
  }).join(',')
}
