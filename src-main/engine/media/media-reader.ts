/**
 * @file Reads what the files in the queue say of themselves, once, beside everything else: two at a time of each file system, in the
 * order in which they were added. What cannot be read now, because its drive is away, is read with its attempt.
 */
import { detach, shield } from '../detach.ts'
import { volumeOf } from '../files/same-file.ts'
import type { Journal } from '../ports/journal.ts'
import type { Media, MediaReading } from '../ports/media.ts'
import type { Clock, Log } from '../ports.ts'
import type { Wake } from '../power/wake.ts'
import { createJobLoop } from '../queue/job-loop.ts'
import type { Records } from '../queue/records.ts'
import type { UnreadUpload } from '../queue/upload-store.ts'

const AT_ONCE_PER_DISK = 2
const AT_ONCE = 8
/** Rows that are looked at ahead, so that one slow disk does not hold up the others. */
const AHEAD = 100
/** Readings are stored together, so many at most, and soon. */
const MOST_STORED = 50
const STORE_MS = 100

export function createMediaReader({
  journal,
  records,
  media,
  note,
  clock,
  closing,
  wake,
  log,
}: {
  journal: Pick<Journal, 'uploads' | 'transaction'>
  records: Pick<Records, 'halted'>
  media: Media
  /** Stores a reading with its row. */
  note: (id: string, reading: MediaReading) => void
  clock: Clock
  closing: AbortSignal
  wake: Pick<Wake, 'asleep'>
  log: Log
}) {
  const loop = createJobLoop({ clock, closing, records, log, step, stepFailed: 'what files say of themselves could not be read' })
  /** Rows up to this one were looked at. */
  let after = ''
  let ahead: UnreadUpload[] = []
  let found: { readonly id: string; readonly reading: MediaReading }[] = []
  const running = new Map<string, number>()
  /** Ids of rows that are looked at, read or stored next. */
  const taken = new Set<string>()
  let cancelStore: (() => void) | null = null

  function step(): null {
    if (wake.asleep) return null
    if (ahead.length < AT_ONCE) lookAhead()
    for (const row of [...ahead]) {
      if (total() >= AT_ONCE) break
      if ((running.get(diskOf(row)) ?? 0) >= AT_ONCE_PER_DISK) continue
      ahead = ahead.filter((other) => other !== row)
      begin(row)
    }
    return null
  }

  function lookAhead(): void {
    const rows = journal.uploads.unread(after, AHEAD)
    after = rows.at(-1)?.id ?? after
    for (const row of rows.filter(({ id }) => !taken.has(id))) {
      taken.add(row.id)
      ahead.push(row)
    }
  }

  function begin(row: UnreadUpload): void {
    const disk = diskOf(row)
    running.set(disk, (running.get(disk) ?? 0) + 1)
    const reading = media
      .read(row.path, { isUrgent: false })
      // Its attempt says what is wrong with the machine, or the drive.
      .catch(() => null)
      .then((read) => {
        if (read) keep(row.id, read)
        else taken.delete(row.id)
      })
    const ended = reading.finally(() => {
      const left = (running.get(disk) ?? 1) - 1
      if (left > 0) running.set(disk, left)
      else running.delete(disk)
      loop.pump()
    })
    detach(ended, log, 'a file could not be asked what it is')
  }

  function keep(id: string, reading: MediaReading): void {
    if (closing.aborted) return
    found.push({ id, reading })
    if (found.length >= MOST_STORED) store()
    else cancelStore ??= clock.after(STORE_MS, store)
  }

  function store(): void {
    cancelStore?.()
    cancelStore = null
    const readings = found
    found = []
    for (const { id } of readings) taken.delete(id)
    // They are read again with their attempts, or after the next start.
    if (records.halted || closing.aborted || readings.length === 0) return
    const write = (): void => {
      for (const { id, reading } of readings) note(id, reading)
    }
    shield(() => journal.transaction(write), log, 'what files say of themselves could not be stored')
  }

  const total = (): number => [...running.values()].reduce((sum, count) => sum + count, 0)

  return {
    start: loop.start,
    pump: loop.pump,
    /** Looks at all rows again that nothing was read of: a drive is back. */
    again(): void {
      after = ''
      loop.pump()
    },
    stop(): void {
      loop.stop()
      cancelStore?.()
    },
  }
}

function diskOf({ location }: UnreadUpload): string {
  return volumeOf(location)
}
