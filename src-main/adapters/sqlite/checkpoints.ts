/**
 * @file Checkpoints of the write-ahead log, apart from the writes. SQLite’s automatic checkpoint runs in the commit that makes the
 * log too long, and everything waits for the disk meanwhile.
 *
 * The log is flushed in the background first: then a checkpoint has little left to wait for. Errors are ignored, because what
 * is committed is safe in the log, and a disk that fails refuses the next write, too.
 */
import { open } from 'node:fs/promises'

/** A checkpoint of so many pages takes a few milliseconds. */
const AIM_PAGES = 500
const FIRST = 100
const LEAST = 25
const MOST = 4_000

export interface Checkpoints {
  /** Counts written rows. Call after the commit, outside of a transaction. */
  wrote(rows: number): void
}

/**
 * @param checkpoint runs a passive checkpoint; returns how many pages the log held
 */
export function createCheckpoints(logPath: string, checkpoint: () => number): Checkpoints {
  let rows = 0
  /** So many rows make about `AIM_PAGES` pages. */
  let enough = FIRST
  let isRunning = false

  async function run(): Promise<void> {
    isRunning = true
    try {
      await flush(logPath)
    } catch {
      // Then the checkpoint waits for the disk itself.
    }
    const written = rows
    rows = 0
    try {
      const pages = checkpoint()
      if (pages > 0) enough = Math.max(LEAST, Math.min(MOST, enough * 2, Math.floor((written * AIM_PAGES) / pages)))
    } catch {
      // The pages stay in the log.
    } finally {
      isRunning = false
    }
  }

  return {
    wrote(more) {
      rows += more
      if (rows >= enough && !isRunning) void run()
    },
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
}
