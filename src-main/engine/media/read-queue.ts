/**
 * @file The rows whose media facts are to be read, queued by file system. The queue of a disk is bounded: further rows of it are skipped,
 * and scanned for again when its queue is empty. So a slow disk with many rows does not delay the others.
 */
import { volumeOf } from '../files/same-file.ts'
import type { UnreadUpload } from '../queue/upload-store.ts'

const AT_ONCE_PER_DISK = 2
const MAX_QUEUED = 100

interface Disk {
  /** Queued rows, by id. */
  rows: UnreadUpload[]
  /** Its rows up to this id were queued or read. */
  after: string
  /** Whether rows after that were skipped. */
  hasSkipped: boolean
  reading: number
}

export function createReadQueue() {
  const disks = new Map<string, Disk>()
  let reading = 0

  function diskOf({ location }: UnreadUpload): Disk {
    const key = volumeOf(location)
    const disk = disks.get(key) ?? { rows: [], after: '', hasSkipped: false, reading: 0 }
    disks.set(key, disk)
    return disk
  }

  return {
    /** Reads under way. */
    reading: () => reading,

    /**
     * Queues a row, unless it was queued before. It is skipped when the queue of its disk is full, and so are all later rows of the disk.
     *
     * @param only during a repeated scan the disk that it is for: the rows of others are queued already
     */
    add(row: UnreadUpload, only: Disk | null): void {
      const disk = diskOf(row)
      if (row.id <= disk.after || (only ? disk !== only : disk.hasSkipped)) return
      if (disk.rows.length >= MAX_QUEUED) {
        disk.hasSkipped = true
        return
      }
      disk.rows.push(row)
      disk.after = row.id
    },

    /** Takes the first row by id among the disks that may be read now; its read counts as running until `ended`. */
    next(): UnreadUpload | null {
      const free = [...disks.values()].filter((disk) => disk.reading < AT_ONCE_PER_DISK && disk.rows.length > 0)
      const [disk] = free.sort((a, b) => ((a.rows[0]?.id ?? '') < (b.rows[0]?.id ?? '') ? -1 : 1))
      const row = disk?.rows.shift()
      if (!disk || !row) return null
      disk.reading += 1
      reading += 1
      return row
    },

    ended(row: UnreadUpload): void {
      diskOf(row).reading -= 1
      reading -= 1
    },

    /** A disk whose queue is empty, and of which rows were skipped. */
    starved: (): Disk | null => [...disks.values()].find(({ rows, hasSkipped }) => hasSkipped && rows.length === 0) ?? null,

    /** The rows after those of a disk were scanned up to an id; `isAll`: up to the end. */
    scanned(disk: Disk, last: string, isAll: boolean): void {
      const isFull = disk.rows.length >= MAX_QUEUED
      if (!isFull && last > disk.after) disk.after = last
      if (isAll && !isFull) disk.hasSkipped = false
    },

    /** All rows count as not scanned. */
    reset(): void {
      for (const [key, disk] of disks) {
        if (disk.reading === 0) disks.delete(key)
        else Object.assign(disk, { rows: [], after: '', hasSkipped: false })
      }
    },
  }
}
