/** @file Lets everything go on that waits for one thing: all of it, in slices, so that nothing else has to wait for that. */
import type { WaitingReason } from '../../contract/upload.ts'
import type { Clock, Journal } from '../ports.ts'
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
   * @param onSlice called after each
   */
  return async (reason: WaitingReason, accountId: string | null, onSlice: () => void): Promise<void> => {
    const size = createSliceSize()
    let left = uploads.countWaitingFor(reason, accountId)
    while (left > 0 && !closing.aborted && !records.halted) {
      const startedAt = performance.now()
      const rows: readonly Upload[] = uploads.waitingFor(reason, accountId, Math.min(left, size.rows))
      if (rows.length === 0) return
      journal.transaction(() => records.applyAll(rows, { type: 'due' }))
      onSlice()
      left -= rows.length
      size.took(performance.now() - startedAt)
      await clock.turn()
    }
  }
}
