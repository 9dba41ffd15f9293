/** @file Text of the status bar when nothing continues by itself. */
import { formatList, t, tn } from '../i18n/i18n.ts'
import type { QueueSummary } from '../queue/upload.ts'

/** “Nothing left to send” only if nothing is stopped or paused either. */
export function idleMessage(counts: QueueSummary['counts']): string {
  const { 'needs-attention': needs, paused, failed } = counts
  const parts = [
    ...(needs > 0 ? [tn(needs, '{n} in need of you', '{n} in need of you')] : []),
    ...(paused > 0 ? [tn(paused, '{n} paused', '{n} paused')] : []),
    ...(failed > 0 ? [tn(failed, '{n} failed', '{n} failed')] : []),
  ]
  if (parts.length === 0) return t('Nothing left to send')
  return t('Nothing goes on by itself: {list}', { list: formatList(parts, 'unit') })
}
