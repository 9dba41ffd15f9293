/** @file Counts what ended on each day. Pure. */
import type { PastDay, Result } from '../../contract/history/past-upload.ts'
import type { PastHead } from './past-store.ts'

export function createDayCount() {
  const found = new Map<string, { uploads: Record<Result, number>; sentBytes: number }>()
  return {
    add({ day, result, sizeBytes }: Pick<PastHead, 'day' | 'result' | 'sizeBytes'>, uploads = 1): void {
      const known = found.get(day) ?? { uploads: { sent: 0, failed: 0, cancelled: 0 }, sentBytes: 0 }
      known.uploads[result] += uploads
      if (result === 'sent') known.sentBytes += sizeBytes
      found.set(day, known)
    },
    /** In the order in which they were added. */
    days: (): readonly PastDay[] => [...found].map(([day, known]) => ({ day, ...known })),
  }
}
