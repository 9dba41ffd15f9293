/** @file Deletes obsolete data that is older than the settings keep it, in slices. */
import { detach } from '../../detach.ts'
import type { HistoryRecorder } from '../../history/recorder.ts'
import type { AgeMark, Journal } from '../../ports/journal.ts'
import type { UploadLogs } from '../../ports/upload-logs.ts'
import type { QueueDeps } from '../queue-deps.ts'

const MINUTE = 60_000
const DAY_MS = 24 * 60 * MINUTE
/** After a start, when there is more important work. */
const FIRST_MS = MINUTE
const EVERY_MS = 6 * 60 * MINUTE
/** Rows per slice, which takes a few milliseconds. */
const SLICE = 200

interface Deps extends Pick<QueueDeps, 'settings' | 'clock' | 'closing' | 'log'> {
  readonly journal: Pick<Journal, 'deleteOld' | 'past'>
  readonly recorder: Pick<HistoryRecorder, 'purged'>
  readonly uploadLogs: Pick<UploadLogs, 'removeOlder'>
}

export function createRetention({ journal, recorder, uploadLogs, settings, clock, closing, log }: Deps) {
  let cancelTimer = (): void => {}
  let working: Promise<void> | null = null

  async function sweep(): Promise<void> {
    const before = clock.now() - settings.get().keepHistoryDays * DAY_MS
    uploadLogs.removeOlder(before)
    const kept = journal.past.count()
    let mark: AgeMark | null = null
    do {
      mark = journal.deleteOld(before, mark, SLICE)
      await clock.turn()
    } while (mark && !closing.aborted)
    if (!closing.aborted && journal.past.count() !== kept) recorder.purged()
  }

  function sweepNow(): void {
    cancelTimer()
    if (working || closing.aborted) return
    working = sweep().finally(() => {
      working = null
      armTimer(EVERY_MS)
    })
    detach(working, log, 'old history could not be deleted')
  }

  function armTimer(ms: number): void {
    if (!closing.aborted) cancelTimer = clock.after(ms, sweepNow)
  }

  return {
    start: (): void => armTimer(FIRST_MS),
    /** Call when the settings have changed. */
    sweepNow,
    async close(): Promise<void> {
      cancelTimer()
      await working?.catch(() => {})
    },
  }
}
