/**
 * @file Checkpoints of the write-ahead log, apart from the writes. SQLite’s automatic checkpoint runs in the commit that makes the
 * log too long, and blocks the thread until the disk has it.
 *
 * The log is flushed in the background first, so that the checkpoint has little left to wait for. Errors are ignored: committed
 * data is safe in the log, and a disk that fails refuses the next write, too.
 */
import { open } from 'node:fs/promises'

/** A checkpoint of so many pages takes a few milliseconds. */
const TARGET_PAGES = 500
const FIRST_ROWS = 100
const MIN_ROWS = 25
const MAX_ROWS = 4_000

interface Checkpoints {
  /** Counts written rows. Call after the commit, outside of a transaction. */
  addWritten(rows: number): void
}

/**
 * @param checkpoint runs a passive checkpoint; returns how many pages the log held
 */
export function createCheckpoints(logPath: string, checkpoint: () => number): Checkpoints {
  let rows = 0
  /** A checkpoint runs after this many rows, which make about `TARGET_PAGES` pages. */
  let rowsPerCheckpoint = FIRST_ROWS
  let isRunning = false

  async function run(): Promise<void> {
    isRunning = true
    try {
      await flush(logPath)
    } catch {
      // The checkpoint itself waits for the disk then.
    }
    const written = rows
    rows = 0
    try {
      const pages = checkpoint()
      if (pages > 0) rowsPerCheckpoint = nextLimit(rowsPerCheckpoint, written, pages)
    } catch {
      // The pages stay in the log.
    } finally {
      isRunning = false
    }
  }

  return {
    addWritten(more) {
      rows += more
      if (rows >= rowsPerCheckpoint && !isRunning) void run()
    },
  }
}

/** For rows as large as those of the last checkpoint; grows at most twofold. */
function nextLimit(limit: number, rows: number, pages: number): number {
  return Math.max(MIN_ROWS, Math.min(MAX_ROWS, limit * 2, Math.floor((rows * TARGET_PAGES) / pages)))
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
}
