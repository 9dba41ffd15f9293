/** @file Lets everything go on that waits for one thing: all of it, in slices, so that nothing else has to wait for that. */
import type { WaitingReason } from '../../contract/upload.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'
import type { Records } from './records.ts'
import { createSliceSize } from './slices.ts'
import type { Upload } from './upload.ts'

export type Release = ReturnType<typeof createRelease>

export function createRelease({
  journal,
  records,
  clock,
  closing,
}: {
  journal: Pick<Journal, 'uploads' | 'transaction'>
  records: Pick<Records, 'applyAll' | 'halted'>
  clock: Clock
  closing: AbortSignal
}) {
  const { uploads } = journal

  /**
   * The first slice at once. Those that wait again because they were tried meanwhile are not let go a second time.
   *
   * @param waiting the first of the rows that wait now, at most so many
   * @param onSlice called after each
   */
  async function release(waiting: (limit: number) => readonly Upload[], onSlice: () => void): Promise<void> {
    const size = createSliceSize()
    const released = new Set<string>()
    /** How many of the rows that are found were let go before. */
    let again = 0
    while (!closing.aborted && !records.halted) {
      const startedAt = performance.now()
      const limit = size.rows + again
      const found = waiting(limit)
      const rows = found.filter(({ id }) => !released.has(id))
      if (rows.length > 0) {
        journal.transaction(() => records.applyAll(rows, { type: 'due' }))
        for (const { id } of rows) released.add(id)
        onSlice()
      } else if (found.length < limit) return
      again = found.length - rows.length
      size.took(performance.now() - startedAt)
      await clock.turn()
    }
  }

  return {
    rows: release,

    /** What waits for one reason, of an account or of all. */
    for(reason: WaitingReason, accountId: string | null, onSlice: () => void): Promise<void> {
      return release((limit) => uploads.waitingFor(reason, accountId, limit), onSlice)
    },
  }
}
