/** @file `reelay receipts`: what was sent, for people, scripts and spreadsheets. */
import type { Receipt } from '../../contract/upload.ts'
import { attach, type CommandContext } from '../attach.ts'
import { EXIT } from '../exit.ts'
import { usage } from '../parse.ts'

const PAGE = 1_000

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
] as const satisfies readonly (keyof Receipt)[]

export async function receipts(context: CommandContext, { format, since }: { format: string; since?: string }): Promise<number> {
  if (format !== 'json' && format !== 'csv') throw usage('--format takes json or csv.')
  const from = since === undefined ? 0 : Date.parse(since)
  if (Number.isNaN(from)) throw usage(`--since takes a date such as 2026-11-20, not “${since}”.`)
  const attached = await attach(context)
  try {
    if (format === 'csv') console.log(COLUMNS.join(','))
    for (let offset = 0; ; offset += PAGE) {
      const page = await attached.client.request('receipts.list', { since: from, offset, limit: PAGE })
      for (const receipt of page.receipts)
        console.log(format === 'csv' ? csvLine(receipt) : JSON.stringify({ type: 'receipt', ...dated(receipt) }))
      if (offset + PAGE >= page.total) return EXIT.ok
    }
  } finally {
    await attached.close()
  }
}

function dated(receipt: Receipt): Record<string, string | number | null> {
  return {
    ...receipt,
    startedAt: new Date(receipt.startedAt).toISOString(),
    finishedAt: new Date(receipt.finishedAt).toISOString(),
  }
}

/** RFC 4180; a value that a spreadsheet would run as a formula is made plain text. */
function csvLine(receipt: Receipt): string {
  const values = dated(receipt)
  return COLUMNS.map((column) => {
    const value = String(values[column] ?? '')
    const plain = /^[=+\-@\t]/.test(value) ? `'${value}` : value
    return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
  }).join(',')
}
