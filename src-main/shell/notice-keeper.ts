/** @file Keeps references to system notices until they are closed: a garbage-collected one loses its click. */
import type { Notification } from 'electron'
import type { Log } from '../engine/ports.ts'

/** The oldest are dropped where a system never reports that a notice was closed. */
const MOST = 50

/** Returns a function that shows a notice and keeps it. */
export function createNoticeKeeper(log: Pick<Log, 'warn'>): (notice: Notification) => void {
  const held = new Set<Notification>()
  return (notice) => {
    held.add(notice)
    for (const oldest of held) {
      if (held.size <= MOST) break
      held.delete(oldest)
    }
    const done = (): void => void held.delete(notice)
    notice.on('click', done)
    notice.on('close', done)
    // Windows without our app id, and unsigned apps on macOS, show none.
    notice.on('failed', (_event, reason) => {
      done()
      log.warn(`a notice was not shown: ${reason}`)
    })
    notice.show()
  }
}
