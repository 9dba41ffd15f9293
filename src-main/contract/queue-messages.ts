/** @file Text of the status bar when nothing continues by itself. */
import type { QueueSummary } from './upload.ts'

/** “Nothing left to send” only if nothing is stopped or paused either. */
export function idleMessage(counts: QueueSummary['counts']): string {
  const stopped = [
    [counts['needs-attention'], 'in need of you'],
    [counts.paused, 'paused'],
    [counts.failed, 'failed'],
  ] as const
  const parts = stopped.filter(([count]) => count > 0).map(([count, label]) => `${count.toLocaleString('en')} ${label}`)
  return parts.length === 0 ? 'Nothing left to send' : `Nothing goes on by itself: ${parts.join(', ')}`
}
