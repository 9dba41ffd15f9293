/** @file Work on many files, a few at a time on each drive. */
import { driveOf } from '../drives/drive-of.ts'

/** One file is read while another is opened; more would only make a disk seek. */
const AT_ONCE = 2

/** Ends with the first error. @param pathOf absolute */
export async function byDrive<T>(
  items: readonly T[],
  pathOf: (item: T) => string,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const drives = Map.groupBy(items, (item) => driveOf(pathOf(item)).key)
  await Promise.all(
    [...drives.values()].flatMap((queue) => {
      const left = queue.values()
      return Array.from({ length: AT_ONCE }, async () => {
        for (const item of left) await work(item)
      })
    }),
  )
}
