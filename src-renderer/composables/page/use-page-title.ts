/** @file Shows the progress of all uploads in the title of the page. */
import type { QueueSummary } from '@contract/queue/upload.ts'
import { percentOf } from '@contract/text/format.ts'
import { onScopeDispose, watchEffect } from 'vue'
import { useState } from '../../state/inject.ts'

const NAME = 'Reelay'

/** `'38 % · Reelay'` while something is sent; otherwise the name alone. */
export function pageTitle(summary: QueueSummary | null): string {
  if (summary === null) return NAME
  const { counts, openBytes, openAcceptedBytes, openInFlightBytes } = summary
  const isSending = counts.preparing + counts.uploading + counts.verifying > 0
  return isSending ? `${Math.floor(percentOf(openAcceptedBytes + openInFlightBytes, openBytes))} % · ${NAME}` : NAME
}

export function usePageTitle(): void {
  const { queue } = useState()
  watchEffect(() => {
    document.title = pageTitle(queue.summary.value)
  })
  onScopeDispose(() => {
    document.title = NAME
  })
}
