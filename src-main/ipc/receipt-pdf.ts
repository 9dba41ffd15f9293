/** @file Receipts as a PDF: reads them and lets the host print their page. */
import { FailureError, failure } from '../contract/errors/errors.ts'
import { quantity } from '../contract/i18n/phrase.ts'
import { receiptPage } from '../contract/proof/receipt-page.ts'
import { NO_RECEIPTS, withReceipt } from '../contract/proof/receipt-totals.ts'
import type { Receipt } from '../contract/queue/upload.ts'
import type { Parsed } from '../contract/requests.ts'
import type { Engine } from '../engine/engine.ts'
import type { HostActions } from './handlers.ts'

/** Three fit on a sheet of paper; a browser needs about a minute for as many. */
const MAX_PRINTED = 5_000
const PAGE = 500

/**
 * Asks where, prints a page of HTML and writes it there. Resolves to false where the person cancels.
 *
 * @param name for the file, without its ending
 * @throws FailureError `host.unsupported` where nothing can print, `receipt.notSaved`
 */
export type PdfSaver = (name: string, page: AsyncIterable<string>) => Promise<boolean>

interface Deps {
  readonly receipts: Engine['receipts']
  readonly host: Pick<HostActions, 'info' | 'savePdf'>
  readonly now: () => number
}

/** @throws FailureError `receipt.none`, `receipt.tooManyToPrint`, and what the host throws */
export async function saveReceiptsAsPdf(
  { receipts, host, now }: Deps,
  { of, title }: Parsed<'receipts.savePdf'>,
): Promise<{ saved: boolean }> {
  const found = 'uploadId' in of ? [receipts.ofUpload(of.uploadId) ?? []].flat() : await ofBatch(receipts, of.batchId)
  if (found.length === 0) throw new FailureError(failure('receipt.none'))
  const head = { title, tool: `Reelay ${host.info().version}`, madeAt: now(), totals: found.reduce(withReceipt, NO_RECEIPTS) }
  return { saved: await host.savePdf(title, receiptPage(head, found)) }
}

async function ofBatch(receipts: Engine['receipts'], batchId: string): Promise<readonly Receipt[]> {
  const found: Receipt[] = []
  for (;;) {
    const part = receipts.list(0, found.length, PAGE, batchId)
    if (part.total > MAX_PRINTED) {
      const figures = { count: quantity(part.total), most: quantity(MAX_PRINTED) }
      throw new FailureError(failure('receipt.tooManyToPrint', figures))
    }
    found.push(...part.receipts)
    if (part.receipts.length === 0 || found.length >= part.total) return found
    await new Promise((resolve) => setImmediate(resolve))
  }
}
