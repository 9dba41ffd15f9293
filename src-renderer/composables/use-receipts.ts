/** @file What proves that a batch was sent, as a file to keep. */
import type { Receipt } from '@contract/upload.ts'
import type { BatchView } from '@contract/watch.ts'
import { useState } from '../state/inject.ts'

const PAGE = 1_000

export function useReceipts() {
  const { bridge, clipboard, notices, settings } = useState()

  async function all(batchId: string): Promise<Receipt[]> {
    const found: Receipt[] = []
    for (;;) {
      const { receipts, total } = await bridge.request('receipts.list', { batchId, offset: found.length, limit: PAGE })
      found.push(...receipts)
      if (found.length >= total || receipts.length === 0) return found
    }
  }

  return {
    /** Every receipt of a batch as one JSON file, saved by the browser. */
    async download(batch: BatchView): Promise<void> {
      const receipts = await notices.attempt(() => all(batch.id))
      if (!receipts) return
      const text = JSON.stringify({ batch: { id: batch.id, name: batch.name }, receipts }, null, 2)
      const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
      const link = Object.assign(document.createElement('a'), {
        href: address,
        download: `${fileName(batch.name)} receipts.json`,
      })
      link.click()
      // The download has begun when the click is over; a moment more for browsers that begin it later.
      window.setTimeout(() => URL.revokeObjectURL(address), 10_000)
    },

    copyManifestCommand: (batch: BatchView) =>
      clipboard.copy(manifestCommand(batch.id, settings.app.value?.dataDir ?? ''), 'Command for the receipt manifest'),
  }
}

/** Names the data folder, because that of the desktop app is not the one the command uses by itself. */
export function manifestCommand(batchId: string, dataDir: string): string {
  const place = dataDir === '' ? '' : ` --data-dir "${dataDir}"`
  return `reelay${place} receipts --format mhl --batch ${batchId} --out ${batchId}.mhl`
}

/** Without what some system forbids in names. */
function fileName(name: string): string {
  return name.replace(/[<>:"/\\|?*\p{Cc}]/gu, '-').slice(0, 100)
}
