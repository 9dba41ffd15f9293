/**
 * @file Receipts as one page to read, to print and to keep: a file of its own that loads nothing and runs nothing. Pure.
 *
 * Dates are in UTC, because whoever reads a receipt may be anywhere.
 */
import { inEnglish } from '../i18n/i18n.ts'
import { factLines, NO_FACTS } from '../media.ts'
import { type Receipt, resentBytesOf } from '../queue/upload.ts'
import { isoTime } from '../text/dates.ts'
import { counted, formatBytes } from '../text/format.ts'
import { escapeHtml } from '../text/html.ts'
import { type Offload, offloadFacts, offloadHelp, offloadText } from './offload.ts'
import { RECEIPT_POLICY, RECEIPT_STYLE } from './receipt-page-style.ts'
import { differencesOf, type ReceiptTotals } from './receipt-totals.ts'

interface ReceiptPageHead {
  /** Name of the clip or of the batch. */
  readonly title: string
  /** Name and version of the program. */
  readonly tool: string
  /** Epoch milliseconds. */
  readonly madeAt: number
  /** Of the receipts that follow. */
  readonly totals: ReceiptTotals
}

/** The page in parts, one for each receipt, so that any number of them can be written as they are read. */
export async function* receiptPage(
  head: ReceiptPageHead,
  receipts: Iterable<Receipt> | AsyncIterable<Receipt>,
): AsyncGenerator<string> {
  yield inEnglish(() => headOf(head))
  for await (const receipt of receipts) yield inEnglish(() => articleOf(receipt))
  yield inEnglish(() => footOf(head))
}

function headOf({ title, totals }: ReceiptPageHead): string {
  const kind = totals.receipts === 1 ? 'Receipt' : counted(totals.receipts, 'receipt')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(RECEIPT_POLICY)}">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(`${title} – ${kind}`)}</title>
<style>${RECEIPT_STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${kind}. What was sent, when, to where, and what is proved of it.</p>
</header>
<main>
${totals.receipts > 1 ? totalsOf(totals) : ''}`
}

function totalsOf(totals: ReceiptTotals): string {
  return `<dl class="totals" aria-label="Totals">
${group('Files', totals.receipts.toLocaleString('en'))}
${group('Size', formatBytes(totals.sizeBytes))}
${group('Begun', timeOf(totals.startedAt))}
${group('Ended', timeOf(totals.finishedAt))}
${group('To', totals.accounts.join(', '))}
${totals.resentBytes > 0 ? group('Sent again', formatBytes(totals.resentBytes)) : ''}
${warning('Differs at the host', totals.differing)}
${warning('Sent though they differ from their offload', totals.notAsOffloaded)}
</dl>
`
}

function articleOf(receipt: Receipt): string {
  const isCopy = isLink(receipt.path)
  const facts: readonly (string | null)[] = [
    fact(isCopy ? 'Link' : 'File', receipt.path),
    fact(
      'Size',
      isCopy ? 'Not known: the host copied it from the link, and its bytes did not pass here.' : sizeOf(receipt.sizeBytes),
    ),
    isCopy ? null : fact('Changed', timeOf(Number(BigInt(receipt.mtimeNs) / 1_000_000n))),
    ...mediaOf(receipt).map(([name, value]) => fact(name, value)),
    fact('Sent', `${timeOf(receipt.startedAt)} to ${timeOf(receipt.finishedAt)}`),
    fact('To', `${receipt.accountName} (${receipt.provider})`),
    receipt.uploadUrl === '' ? null : fact('Address', receipt.uploadUrl),
    receipt.remoteId === null ? null : fact('Video id', receipt.remoteId),
    fact('Attempts', attemptsOf(receipt)),
    receipt.proof.length === 0 ? null : fact('Proved', receipt.proof.join(', '), 'proved'),
    ...differencesOf(receipt).map((difference) => fact('Differs', difference, 'differs')),
    ...(receipt.offload === null ? [] : offloadOf(receipt.offload)),
    receipt.sha256 === null ? null : code('SHA-256', receipt.sha256),
    code('Receipt', receipt.id),
  ]
  return `<article>
<h2>${escapeHtml(isCopy ? receipt.path : receipt.name)}</h2>
<dl>
${facts.filter((line) => line !== null).join('\n')}
</dl>
</article>
`
}

/** What the file says of itself, with the duration that the receipt has. */
function mediaOf({ media, durationSeconds }: Receipt) {
  const facts = media ?? NO_FACTS
  return factLines({ ...facts, durationSeconds: durationSeconds ?? facts.durationSeconds })
}

function offloadOf(offload: Offload): readonly string[] {
  const help = offloadHelp(offload)
  return [
    fact('Offload', offloadText(offload), offload.result === 'differs' ? 'differs' : ''),
    ...(help === null ? [] : [fact('Note', help)]),
    ...offloadFacts(offload, timeOf).map(({ name, value, isHash }) => (isHash ? code(name, value) : fact(name, value))),
  ]
}

function footOf({ tool, madeAt }: ReceiptPageHead): string {
  return `</main>
<footer>Made by ${escapeHtml(tool)}, ${timeOf(madeAt)}. “Accepted” means that the server has confirmed every byte; “matches the hash made at offload”, that the file as it was read for sending has the hash that a list beside it has. Whatever else is proved was checked by the host or compared with what it reports. SHA-256 is that of the bytes as they were read for sending.</footer>
</body>
</html>
`
}

function attemptsOf(receipt: Receipt): string {
  const resent = resentBytesOf(receipt)
  return [
    receipt.attempts.toLocaleString('en'),
    ...(receipt.restarts > 0 ? [`started over ${counted(receipt.restarts, 'time')}`] : []),
    ...(resent > 0 ? [`${sizeOf(resent)} sent again`] : []),
  ].join(', ')
}

/** `1.23 MB (1,234,567 bytes)` */
function sizeOf(bytes: number): string {
  return bytes < 1_000 ? counted(bytes, 'byte') : `${formatBytes(bytes)} (${bytes.toLocaleString('en')} bytes)`
}

/** `2026-11-20 17:00:00 UTC` */
function timeOf(at: number | null): string {
  const text = at === null ? null : isoTime(at)
  return text === null ? 'not known' : `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`
}

function isLink(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path)
}

function group(name: string, value: string): string {
  return `<div><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`
}

function warning(name: string, files: number): string {
  return files === 0 ? '' : `<div><dt>${name}</dt><dd class="differs">${counted(files, 'file')}</dd></div>`
}

function fact(name: string, value: string, look = ''): string {
  return `<dt>${name}</dt><dd${look === '' ? '' : ` class="${look}"`}>${escapeHtml(value)}</dd>`
}

function code(name: string, value: string): string {
  return `<dt>${name}</dt><dd><code>${escapeHtml(value)}</code></dd>`
}
