/** @file Publishes changes of rows to clients as deltas of bounded size, at most ten per second. */
import type { QueueDelta } from '../../contract/events.ts'
import type { QueueSummary, UploadView } from '../../contract/queue/upload.ts'
import { shield } from '../detach.ts'
import type { Clock, Log } from '../ports.ts'

const INTERVAL_MS = 100
/** More changed rows than this are not listed; clients read their pages again instead. */
const MAX_ROWS = 200

interface Deps {
  readonly clock: Clock
  readonly log: Log
  /** The row as it is now, or `null` when it is gone. */
  readonly rowOf: (id: string) => UploadView | null
  readonly summary: () => QueueSummary
  readonly publish: (delta: QueueDelta) => void
}

export function createBroadcast({ clock, log, rowOf, summary, publish }: Deps) {
  let changed = new Set<string>()
  let removed = new Set<string>()
  let reread = false
  let revision = 0
  let lastFlush = Number.NEGATIVE_INFINITY
  let cancelTimer: (() => void) | null = null

  function flush(): void {
    cancelTimer?.()
    cancelTimer = null
    lastFlush = clock.now()
    const tooMany = changed.size + removed.size > MAX_ROWS
    const upserted = tooMany ? [] : [...changed].map(rowOf).filter((row) => row !== null)
    const gone = tooMany ? [] : [...removed]
    const delta: QueueDelta = { revision: ++revision, upserted, removed: gone, reread: reread || tooMany, summary: summary() }
    changed = new Set()
    removed = new Set()
    reread = false
    publish(delta)
  }

  function soon(): void {
    if (cancelTimer) return
    const since = clock.now() - lastFlush
    // The clock may have been set back since.
    const delayMs = Math.min(INTERVAL_MS, Math.max(0, INTERVAL_MS - since))
    cancelTimer = clock.after(delayMs, () => shield(flush, log, 'a delta could not be published'))
  }

  return {
    /** The revision of the last delta: a page that is read now includes it. */
    get revision(): number {
      return revision
    },
    changed(id: string): void {
      // One more than are listed is enough to know that there are too many.
      if (changed.size <= MAX_ROWS) changed.add(id)
      soon()
    },
    removed(id: string): void {
      changed.delete(id)
      if (removed.size <= MAX_ROWS) removed.add(id)
      reread = true
      soon()
    },
    /** No row changed, but the summary of the queue. */
    summaryChanged: soon,
    reordered(): void {
      reread = true
      soon()
    },
    flush,
  }
}
