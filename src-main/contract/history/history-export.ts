/** @file History as a file: for spreadsheets, for scripts, and to read and print. Written in parts as it is read. */
import { messageOf } from '../errors/errors.ts'
import { inEnglish } from '../i18n/i18n.ts'
import { describePastUpload, describeProof } from '../messages/past-upload-messages.ts'
import { CSV_END, CSV_MARK, type CsvFields, csvLine } from '../text/csv.ts'
import { isoTime } from '../text/dates.ts'
import { formatBytes, formatDuration, formatSpeed } from '../text/format.ts'
import { printableJson } from '../text/printable.ts'
import { LINK_LABELS, LINK_NAMES } from '../video.ts'
import { averageSpeedOf, folderOf, type PastUpload, tookSecondsOf } from './past-upload.ts'

export const EXPORT_FORMATS = ['csv', 'json', 'html'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Columns of CSV in this order; new ones come last, because scripts count them. */
const COLUMNS = [
  ...['endedAt', 'result', 'name', 'title', 'path', 'kind', 'accountName', 'provider', 'sizeBytes', 'startedAt', 'sentAt'],
  ...['tookSeconds', 'bytesPerSecond', 'failureCode', 'failure', 'links', 'proof', 'sha256', 'receiptId', 'uploadId', 'batchId'],
  'deletedAt',
  'accountId',
] as const

/** One entry as scripts read it: times as ISO 8601, sizes in bytes. */
function pastFields(past: PastUpload): CsvFields {
  const speed = averageSpeedOf(past)
  const { failure } = past
  return {
    endedAt: isoTime(past.endedAt),
    result: past.result,
    name: past.name,
    title: past.title,
    path: past.path,
    kind: past.kind,
    accountName: past.accountName,
    provider: past.provider,
    sizeBytes: past.sizeBytes,
    startedAt: past.startedAt === null ? null : isoTime(past.startedAt),
    sentAt: past.sentAt === null ? null : isoTime(past.sentAt),
    tookSeconds: tookSecondsOf(past),
    bytesPerSecond: speed === null ? null : Math.round(speed),
    failureCode: past.failure?.code ?? null,
    failure: failure && inEnglish(() => messageOf(failure)),
    links: LINK_NAMES.flatMap((name) => past.links[name] ?? []),
    proof: past.proof,
    sha256: past.sha256,
    receiptId: past.receiptId,
    uploadId: past.uploadId,
    batchId: past.batchId,
    accountId: past.accountId,
    deletedAt: past.deletedAt === null ? null : isoTime(past.deletedAt),
  }
}

/** One object a line, as every command writes them. */
export function historyLine(past: PastUpload): string {
  return `${printableJson({ type: 'history', ...pastFields(past), links: past.links })}\n`
}

/**
 * The whole file in parts.
 *
 * @param isFile a CSV in a file begins with the mark that Excel needs
 */
export async function* historyText(
  format: ExportFormat,
  found: AsyncIterable<readonly PastUpload[]>,
  { isFile, title, now }: { readonly isFile: boolean; readonly title: string; readonly now: number },
): AsyncGenerator<string> {
  if (format === 'csv') yield `${isFile ? CSV_MARK : ''}${COLUMNS.join(',')}${CSV_END}`
  if (format === 'html') yield pageHead(title, now)
  const write = format === 'csv' ? csvOf : format === 'json' ? historyLine : rowOf
  for await (const part of found) yield inEnglish(() => part.map(write).join(''))
  if (format === 'html') yield '</tbody></table></body></html>\n'
}

const csvOf = (past: PastUpload): string => `${csvLine(COLUMNS, pastFields(past))}${CSV_END}`

const STYLE = `body{font:13px/1.4 system-ui,sans-serif;margin:24px;color:#222;background:#fff}table{border-collapse:collapse;width:100%}
th,td{text-align:start;vertical-align:top;padding:5px 8px;border-bottom:1px solid #ddd;overflow-wrap:anywhere}
td.n{text-align:end;white-space:nowrap}small{display:block;color:#666}@media print{body{margin:0}tr{break-inside:avoid}}`

function pageHead(title: string, now: number): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"
content="default-src 'none'; style-src 'unsafe-inline'"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<h1>${escaped(title)}</h1><p>Made ${escaped(isoTime(now) ?? '')}</p><table><thead><tr><th>Ended<th>Clip<th>Account<th>Size<th>Took<th>Result</tr></thead><tbody>\n`
}

function rowOf(past: PastUpload): string {
  const [took, speed] = [tookSecondsOf(past), averageSpeedOf(past)]
  const result = [
    describePastUpload(past, past.endedAt),
    past.failure ? messageOf(past.failure) : describeProof(past.proof),
    past.sha256 ?? '',
  ]
  const links = LINK_NAMES.flatMap((name) => (past.links[name] ? [linkOf(LINK_LABELS[name], past.links[name])] : []))
  return `<tr><td>${escaped(isoTime(past.endedAt) ?? '')}<td>${escaped(past.title ?? past.name)}<small>${escaped(folderOf(past))}</small><td>${escaped(past.accountName)}<td class="n">${
    past.kind === 'import' ? '' : escaped(formatBytes(past.sizeBytes))
  }<td class="n">${took === null ? '' : escaped(formatDuration(took))}<small>${speed === null ? '' : escaped(formatSpeed(speed))}</small><td>${result
    .filter((line) => line !== '')
    .map((line, index) => (index === 0 ? escaped(line) : `<small>${escaped(line)}</small>`))
    .join('')}${links.join('')}</tr>\n`
}

/** Anything but a web address, such as code to embed, is text. */
function linkOf(label: string, link: string): string {
  const text = escaped(link)
  return `<small>${escaped(label)}: ${/^https?:\/\//i.test(link) ? `<a href="${text}">${text}</a>` : text}</small>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
}
