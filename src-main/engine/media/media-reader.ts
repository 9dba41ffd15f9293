/**
 * @file Reads the media facts of the files in the queue once, in the background: two at a time of each file system, in the order in which
 * they were added. A file that cannot be read now, because its drive is away, is read with its attempt.
 */
import { detach, shield } from '../detach.ts'
import type { Journal } from '../ports/journal.ts'
import type { Media, MediaReading } from '../ports/media.ts'
import type { Clock, Log } from '../ports.ts'
import type { Wake } from '../power/wake.ts'
import { createJobLoop } from '../queue/jobs/job-loop.ts'
import type { Records } from '../queue/records.ts'
import type { UnreadUpload } from '../queue/upload-store.ts'
import { createReadQueue } from './read-queue.ts'

const AT_ONCE = 8
/** Rows that are scanned in one step. */
const SLICE = 200
/** It pauses after so many files: a hundred thousand on a fast drive must not starve requests of people. */
const BURST = 8
const PAUSE_MS = 50
/** Readings are stored in batches of this size, or after this time. */
const MAX_STORED = 50
const STORE_MS = 100

interface Deps {
  readonly journal: Pick<Journal, 'uploads' | 'transaction'>
  readonly records: Pick<Records, 'halted'>
  readonly media: Media
  /** Stores a reading with its row. */
  readonly note: (id: string, reading: MediaReading) => void
  readonly clock: Clock
  readonly closing: AbortSignal
  readonly wake: Pick<Wake, 'asleep'>
  readonly log: Log
}

export function createMediaReader({ journal, records, media, note, clock, closing, wake, log }: Deps) {
  const loop = createJobLoop({ clock, closing, records, log, step, stepFailed: 'what files say of themselves could not be read' })
  /** Rows up to this id were scanned. */
  let after = ''
  const readQueue = createReadQueue()
  let unstored: { readonly id: string; readonly reading: MediaReading }[] = []
  /** Ids of rows that are being read, or whose reading is not stored yet. */
  const inProgress = new Set<string>()
  let cancelStore: (() => void) | null = null
  /** Files begun since the last pause. */
  let begun = 0
  let cancelPause: (() => void) | null = null

  function step(): number | null {
    if (wake.asleep || cancelPause) return null
    const hasMore = scanSlice()
    for (let row = next(); row; row = next()) begin(row)
    if (begun >= BURST) pause()
    return hasMore && readQueue.reading() < AT_ONCE ? clock.now() : null
  }

  const next = (): UnreadUpload | null => (readQueue.reading() < AT_ONCE && begun < BURST ? readQueue.next() : null)

  function pause(): void {
    cancelPause = clock.after(PAUSE_MS, () => {
      cancelPause = null
      begun = 0
      loop.pump()
    })
  }

  /** Queues one slice of the rows, unless enough reads run. Returns whether there may be more. */
  function scanSlice(): boolean {
    if (readQueue.reading() >= AT_ONCE) return false
    const starved = readQueue.starved()
    const from = starved?.after ?? after
    const rows = journal.uploads.unread(from, SLICE)
    const last = rows.at(-1)?.id ?? from
    for (const row of rows) if (!inProgress.has(row.id)) readQueue.add(row, starved)
    if (starved) readQueue.scanned(starved, last, last >= after || rows.length < SLICE)
    else after = last
    return rows.length === SLICE || readQueue.starved() !== null
  }

  function begin(row: UnreadUpload): void {
    begun += 1
    inProgress.add(row.id)
    const reading = media
      .read(row.path, { isUrgent: false })
      // Its attempt reports what is wrong with the machine or the drive.
      .catch(() => null)
      .then((read) => {
        if (read) storeSoon(row.id, read)
        else inProgress.delete(row.id)
      })
    const ended = reading.finally(() => {
      readQueue.ended(row)
      loop.pump()
    })
    detach(ended, log, 'a file could not be asked what it is')
  }

  function storeSoon(id: string, reading: MediaReading): void {
    if (closing.aborted) return
    unstored.push({ id, reading })
    if (unstored.length >= MAX_STORED) store()
    else cancelStore ??= clock.after(STORE_MS, store)
  }

  function store(): void {
    cancelStore?.()
    cancelStore = null
    const readings = unstored
    unstored = []
    for (const { id } of readings) inProgress.delete(id)
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
    /** Scans all unread rows again: a drive is back. */
    rescan(): void {
      after = ''
      readQueue.reset()
      loop.pump()
    },
    stop(): void {
      loop.stop()
      cancelPause?.()
      cancelStore?.()
    },
  }
}
