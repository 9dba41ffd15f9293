/** @file Shows a notice when all of a batch was sent, or the rest of it needs a person. */
import { t } from '@contract/i18n/i18n.ts'
import { batchSettled } from '@contract/messages/batch-messages.ts'
import type { BatchView } from '@contract/watch.ts'
import { onScopeDispose } from 'vue'
import { useState } from '../../state/inject.ts'

export function useBatchNotices(show: (batch: BatchView) => void): void {
  const { bridge, notices } = useState()
  const stop = bridge.on('batch.settled', (batch) => {
    const title = (): string => t('{what}.', { what: batchSettled(batch).title })
    notices.say(batchSettled(batch).tone, title, [], { label: () => t('Show in queue'), go: () => show(batch) })
  })
  onScopeDispose(stop)
}
