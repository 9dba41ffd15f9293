/** @file Holds notices of the system until they are done with: one that nobody holds loses its click. */
import type { Notification } from 'electron'
import type { Log } from '../engine/ports.ts'

/** The oldest go first where a system never says that a notice was closed. */
const MOST = 50

/** Answers a function that shows a notice and holds it. */
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
    notice.on('failed', (_event, words) => {
      done()
      log.warn(`a notice was not shown: ${words}`)
    })
    notice.show()
  }
}
