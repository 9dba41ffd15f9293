/** @file Ends the waits of all uploads that wait for one reason, in slices. */
import type { WaitingReason } from '../../../contract/queue/upload.ts'
import type { Journal } from '../../ports/journal.ts'
import type { Clock } from '../../ports.ts'
import type { Records } from '../records.ts'
import { inSlices } from '../tasks/slices.ts'
import type { Upload } from '../upload.ts'

export type Release = ReturnType<typeof createRelease>

interface Deps {
  readonly journal: Pick<Journal, 'uploads' | 'transaction'>
  readonly records: Pick<Records, 'applyAll' | 'halted'>
  readonly clock: Clock
  readonly closing: AbortSignal
}

export function createRelease({ journal, records, clock, closing }: Deps) {
  const { uploads } = journal

  /**
   * The first slice is released before this returns. A row that was attempted meanwhile and waits again is not released twice.
   *
   * @param waiting returns the first rows that wait now, at most so many
   * @param onSlice called after each slice
   */
  async function release(waiting: (limit: number) => readonly Upload[], onSlice: () => void): Promise<void> {
    const released = new Set<string>()
    /** How many rows of the last query had been released before. */
    let again = 0
    await inSlices(clock, (size) => {
      if (closing.aborted || records.halted) return false
      const limit = size + again
      const found = waiting(limit)
      const rows = found.filter(({ id }) => !released.has(id))
      if (rows.length > 0) {
        journal.transaction(() => records.applyAll(rows, { type: 'due' }))
        for (const { id } of rows) released.add(id)
        onSlice()
      } else if (found.length < limit) return false
      again = found.length - rows.length
      return true
    })
  }

  return {
    rows: release,

    /** Uploads that wait for one reason, of an account or, with `null`, of all. */
    for(reason: WaitingReason, accountId: string | null, onSlice: () => void): Promise<void> {
      return release((limit) => uploads.waitingFor(reason, accountId, limit), onSlice)
    },
  }
}
