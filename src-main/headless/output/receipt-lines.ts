/** @file Receipts as scripts and spreadsheets read them. */
import { isoTime } from '../../contract/dates.ts'
import { NO_FACTS } from '../../contract/media.ts'
import { offloadFields } from '../../contract/offload.ts'
import { type Receipt, resentBytesOf } from '../../contract/upload.ts'

/** Fields of every receipt, in this order in CSV; new ones come last, because scripts count columns. */
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
  'proof',
  'durationSeconds',
  'hostSizeBytes',
  'hostDurationSeconds',
  'hostSha256',
  'container',
  'width',
  'height',
  'frameRate',
  'videoCodec',
  'audioChannels',
  'timecode',
  'reel',
  'recordedAt',
  'offload',
  'offloadList',
  'offloadFormat',
  'offloadHash',
  'offloadFileHash',
  'offloadAcceptedAt',
  'offloadNote',
] as const

/** Line end of RFC 4180. */
const END = '\r\n'
/** Excel needs it to read a file as UTF-8. The reader of a pipe would take it for a part of the first name. */
const MARK = '\uFEFF'

export type ReceiptFields = Readonly<Record<string, string | number | null | readonly string[]>>

export function receiptFields({ reported, media, offload, ...receipt }: Receipt): ReceiptFields {
  return {
    ...(media ?? NO_FACTS),
    ...receipt,
    ...offloadFields(offload),
    hostSizeBytes: reported?.sizeBytes ?? null,
    hostDurationSeconds: reported?.durationSeconds ?? null,
    hostSha256: reported?.sha256 ?? null,
    startedAt: isoTime(receipt.startedAt),
    finishedAt: isoTime(receipt.finishedAt),
    resentBytes: resentBytesOf(receipt),
  }
}

export async function* csvOf(found: AsyncIterable<Receipt>, { isFile }: { isFile: boolean }): AsyncGenerator<string> {
  yield `${isFile ? MARK : ''}${COLUMNS.join(',')}${END}`
  for await (const receipt of found) yield `${csvLine(receiptFields(receipt))}${END}`
}

/** Values that a spreadsheet would run as a formula become plain text. */
function csvLine(fields: ReceiptFields): string {
  return COLUMNS.map((column) => {
    const field = fields[column] ?? ''
    const value = Array.isArray(field) ? field.join('; ') : String(field)
    const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
  }).join(',')
}
