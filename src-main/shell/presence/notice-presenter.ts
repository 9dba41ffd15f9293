/** @file Shows system notices and keeps references to them until they are closed: a garbage-collected one loses its click. */
import type { Notification } from 'electron'
import type { Log } from '../../engine/ports.ts'

/** The oldest are dropped: some systems never report that a notice was closed. */
const MAX_KEPT = 50

/** Returns a function that shows a notice. */
export function createNoticePresenter(log: Pick<Log, 'warn'>): (notice: Notification) => void {
  const kept = new Set<Notification>()
  return (notice) => {
    kept.add(notice)
    for (const oldest of kept) {
      if (kept.size <= MAX_KEPT) break
      kept.delete(oldest)
    }
    const release = (): void => void kept.delete(notice)
    notice.on('click', release)
    notice.on('close', release)
    // Windows without our app id, and macOS for unsigned apps, show none.
    notice.on('failed', (_event, reason) => {
      release()
      log.warn(`a notice was not shown: ${reason}`)
    })
    notice.show()
  }
}
