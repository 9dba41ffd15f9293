/** @file Saves the receipts of an upload or a batch as a page, as JSON or as a PDF. */
import { FailureError, failure } from '@contract/errors/errors.ts'
import { t } from '@contract/i18n/i18n.ts'
import { receiptPage } from '@contract/proof/receipt-page.ts'
import { NO_RECEIPTS, withReceipt } from '@contract/proof/receipt-totals.ts'
import type { Receipt, UploadView } from '@contract/queue/upload.ts'
import { portableFileName } from '@contract/text/file-name.ts'
import type { BatchView } from '@contract/watch.ts'
import { computed, shallowRef } from 'vue'
import { useState } from '../../state/inject.ts'
import { download } from '../page/download.ts'

const PAGE = 1_000

export function useReceipts() {
  const { bridge, clipboard, notices, queue, settings } = useState()
  const printing = shallowRef(false)

  async function all(batchId: string): Promise<Receipt[]> {
    const found: Receipt[] = []
    for (;;) {
      const { receipts, total } = await bridge.request('receipts.list', { batchId, offset: found.length, limit: PAGE })
      found.push(...receipts)
      if (found.length >= total || receipts.length === 0) return found
    }
  }

  /** A page to read, to print and to keep. */
  async function savePage(title: string, receipts: readonly Receipt[]): Promise<void> {
    const tool = ['Reelay', settings.app.value?.version ?? ''].join(' ').trim()
    const head = { title, tool, madeAt: Date.now(), totals: receipts.reduce(withReceipt, NO_RECEIPTS) }
    const parts: string[] = []
    for await (const part of receiptPage(head, receipts)) parts.push(part)
    download(`${portableFileName(title)} receipt.html`, 'text/html', parts)
  }

  async function saveAsPdf(title: string, of: { readonly batchId: string } | { readonly uploadId: string }): Promise<void> {
    if (printing.value) return
    printing.value = true
    const answer = await notices.attempt(() => bridge.request('receipts.savePdf', { of, title: title.slice(0, 500) }))
    printing.value = false
    if (answer?.saved) notices.say('info', t('The receipt of {name} was saved', { name: title }))
  }

  return {
    /** Whether the host can make a PDF; a browser prints the page itself. */
    canPrint: computed(() => settings.app.value?.host === 'electron'),
    printing,

    save: (receipt: Receipt) => savePage(receipt.name, [receipt]),
    print: (receipt: Receipt) => saveAsPdf(receipt.name, { uploadId: receipt.uploadId }),

    /** The receipt of a row. */
    async saveOf({ id, name }: Pick<UploadView, 'id' | 'name'>): Promise<void> {
      const receipt = await notices.attempt(async () => {
        const found = (await queue.details(id)).receipt
        if (!found) throw new FailureError(failure('receipt.none'))
        return found
      })
      if (receipt) await savePage(name, [receipt])
    },

    async saveBatch(batch: BatchView): Promise<void> {
      const receipts = await notices.attempt(() => all(batch.id))
      if (receipts) await savePage(batch.name, receipts)
    },

    printBatch: (batch: BatchView) => saveAsPdf(batch.name, { batchId: batch.id }),

    async saveBatchJson(batch: BatchView): Promise<void> {
      const receipts = await notices.attempt(() => all(batch.id))
      if (!receipts) return
      const text = JSON.stringify({ batch: { id: batch.id, name: batch.name }, receipts }, null, 2)
      download(`${portableFileName(batch.name)} receipts.json`, 'application/json', [text])
    },

    copyListCommand: (batch: BatchView) =>
      clipboard.copy(listCommand(batch.id, settings.app.value?.dataDir ?? ''), t('Command for the hash list')),
  }
}

/** Contains the data folder, because the command has another default than the desktop app. */
export function listCommand(batchId: string, dataDir: string): string {
  const option = dataDir === '' ? '' : ` --data-dir "${dataDir}"`
  return `reelay${option} receipts --format ascmhl --batch ${batchId}`
}

/** Whether all bytes of an upload are at its host. */
export function mayHaveReceipt({ state }: Pick<UploadView, 'state'>): boolean {
  return state === 'processing' || state === 'done'
}
