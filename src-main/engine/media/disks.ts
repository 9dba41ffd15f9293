/**
 * @file Which unread rows come next, by file system. A few rows of each are held; those of a disk that has enough are passed over, and
 * looked for again when it has none left. So a slow disk with many rows holds up no other.
 */
import { volumeOf } from '../files/same-file.ts'
import type { UnreadUpload } from '../queue/upload-store.ts'

const AT_ONCE_PER_DISK = 2
const MOST_HELD = 100

interface Disk {
  /** Rows that are held, in their order. */
  rows: UnreadUpload[]
  /** Of its rows, those up to this id were held or read. */
  after: string
  /** Whether rows after that were passed over. */
  isMore: boolean
  reading: number
}

export function createDisks() {
  const disks = new Map<string, Disk>()
  let reading = 0

  function diskOf({ location }: UnreadUpload): Disk {
    const key = volumeOf(location)
    const disk = disks.get(key) ?? { rows: [], after: '', isMore: false, reading: 0 }
    disks.set(key, disk)
    return disk
  }

  return {
    /** Reads under way. */
    reading: () => reading,

    /**
     * Holds a row, unless it was held before. It is passed over when its disk has enough, and so are all that come after it.
     *
     * @param short the disk that rows are looked for again of; others have theirs already
     */
    offer(row: UnreadUpload, short: Disk | null): void {
      const disk = diskOf(row)
      if (row.id <= disk.after || (short ? disk !== short : disk.isMore)) return
      if (disk.rows.length >= MOST_HELD) {
        disk.isMore = true
        return
      }
      disk.rows.push(row)
      disk.after = row.id
    },

    /** The next row of the disk that may be read now, the first in their order; it counts as being read. */
    next(): UnreadUpload | null {
      const free = [...disks.values()].filter((disk) => disk.reading < AT_ONCE_PER_DISK && disk.rows.length > 0)
      const [disk] = free.sort((one, other) => ((one.rows[0]?.id ?? '') < (other.rows[0]?.id ?? '') ? -1 : 1))
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

    /** A disk that has none left, and of which rows were passed over. */
    short: (): Disk | null => [...disks.values()].find(({ rows, isMore }) => isMore && rows.length === 0) ?? null,

    /** Its rows were looked at up to an id, and to the end. */
    looked(disk: Disk, last: string, isAll: boolean): void {
      const isFull = disk.rows.length >= MOST_HELD
      if (!isFull && last > disk.after) disk.after = last
      if (isAll && !isFull) disk.isMore = false
    },

    /** All rows count as not looked at. */
    again(): void {
      for (const [key, disk] of disks) {
        if (disk.reading === 0) disks.delete(key)
        else Object.assign(disk, { rows: [], after: '', isMore: false })
      }
    },
  }
}
