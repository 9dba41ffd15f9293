/** @file Receipts as scripts and spreadsheets read them. */
import { NO_FACTS } from '../../contract/media.ts'
import { offloadFields } from '../../contract/proof/offload.ts'
import { type Receipt, resentBytesOf } from '../../contract/queue/upload.ts'
import { CSV_END, CSV_MARK, type CsvFields, csvLine } from '../../contract/text/csv.ts'
import { isoTime } from '../../contract/text/dates.ts'

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

export function receiptFields({ reported, media, offload, ...receipt }: Receipt): CsvFields {
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
  yield `${isFile ? CSV_MARK : ''}${COLUMNS.join(',')}${CSV_END}`
  for await (const receipt of found) yield `${csvLine(COLUMNS, receiptFields(receipt))}${CSV_END}`
}
