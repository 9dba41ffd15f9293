/**
 * @file Reads what the files in the queue say of themselves, once, beside everything else: two at a time of each file system, in the
 * order in which they were added. What cannot be read now, because its drive is away, is read with its attempt.
 */
import { detach, shield } from '../detach.ts'
import type { Journal } from '../ports/journal.ts'
import type { Media, MediaReading } from '../ports/media.ts'
import type { Clock, Log } from '../ports.ts'
import type { Wake } from '../power/wake.ts'
import { createJobLoop } from '../queue/job-loop.ts'
import type { Records } from '../queue/records.ts'
import type { UnreadUpload } from '../queue/upload-store.ts'
import { createDisks } from './disks.ts'

const AT_ONCE = 8
/** Rows that are looked at in one step. */
const SLICE = 200
/** After so many files it rests: a hundred thousand whose drive answers at once must not take the host from what people ask for. */
const BURST = 8
const REST_MS = 50
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
  const disks = createDisks()
  let found: { readonly id: string; readonly reading: MediaReading }[] = []
  /** Ids of rows that are read or stored next. */
  const taken = new Set<string>()
  let cancelStore: (() => void) | null = null
  /** Files begun since the last rest. */
  let begun = 0
  let cancelRest: (() => void) | null = null

  function step(): number | null {
    if (wake.asleep || cancelRest) return null
    const isMoreLeft = lookAhead()
    for (let row = next(); row; row = next()) begin(row)
    if (begun >= BURST) rest()
    return isMoreLeft && disks.reading() < AT_ONCE ? clock.now() : null
  }

  const next = (): UnreadUpload | null => (disks.reading() < AT_ONCE && begun < BURST ? disks.next() : null)

  function rest(): void {
    cancelRest = clock.after(REST_MS, () => {
      cancelRest = null
      begun = 0
      loop.pump()
    })
  }

  /** One slice of the rows, as long as something else could be read. Answers whether there may be more. */
  function lookAhead(): boolean {
    if (disks.reading() >= AT_ONCE) return false
    const short = disks.short()
    const from = short?.after ?? after
    const rows = journal.uploads.unread(from, SLICE)
    const last = rows.at(-1)?.id ?? from
    for (const row of rows) if (!taken.has(row.id)) disks.offer(row, short)
    if (short) disks.looked(short, last, last >= after || rows.length < SLICE)
    else after = last
    return rows.length === SLICE || disks.short() !== null
  }

  function begin(row: UnreadUpload): void {
    begun += 1
    taken.add(row.id)
    const reading = media
      .read(row.path, { isUrgent: false })
      // Its attempt says what is wrong with the machine, or the drive.
      .catch(() => null)
      .then((read) => {
        if (read) keep(row.id, read)
        else taken.delete(row.id)
      })
    const ended = reading.finally(() => {
      disks.ended(row)
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

  return {
    start: loop.start,
    pump: loop.pump,
    /** Looks at all rows again that nothing was read of: a drive is back. */
    again(): void {
      after = ''
      disks.again()
      loop.pump()
    },
    stop(): void {
      loop.stop()
      cancelRest?.()
      cancelStore?.()
    },
  }
}
