/** @file What the status bar says when no bytes are left that go on by themselves. */
import type { QueueSummary } from './upload.ts'

/** “Nothing left to send” only where that is so: what stopped or was paused is still to be sent. */
export function idleMessage(counts: QueueSummary['counts']): string {
  const stopped = [
    [counts['needs-attention'], 'in need of you'],
    [counts.paused, 'paused'],
    [counts.failed, 'failed'],
  ] as const
  const parts = stopped.filter(([count]) => count > 0).map(([count, words]) => `${count.toLocaleString('en')} ${words}`)
  return parts.length === 0 ? 'Nothing left to send' : `Nothing goes on by itself: ${parts.join(', ')}`
}
