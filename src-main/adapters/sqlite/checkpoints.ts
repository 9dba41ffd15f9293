/**
 * @file Brings what the write-ahead log holds over into the database, apart from the writes: left to SQLite, the commit that
 * makes the log too long would do it, and everything waits for the disk meanwhile.
 *
 * The disk is waited for in the background: once the log is on it, a checkpoint has little left to wait for. Nothing depends on
 * any of this. What is committed is safe in the log, and a disk that takes no more refuses the next write by itself.
 */
import { open } from 'node:fs/promises'

/** So many pages take a few milliseconds. */
const AIM_PAGES = 500
const FIRST = 100
const LEAST = 25
const MOST = 4_000

export interface Checkpoints {
  /** So many rows were written. Call when they are committed, outside of a transaction. */
  wrote(rows: number): void
}

/**
 * @param checkpoint brings over what can be; answers how many pages the log held
 */
export function createCheckpoints(logPath: string, checkpoint: () => number): Checkpoints {
  let rows = 0
  /** So many rows make about as many pages as are aimed at. */
  let enough = FIRST
  let isRunning = false

  async function bringOver(): Promise<void> {
    isRunning = true
    try {
      await flush(logPath)
    } catch {
      // The checkpoint waits for the disk itself.
    }
    const written = rows
    rows = 0
    try {
      const pages = checkpoint()
      if (pages > 0) enough = Math.max(LEAST, Math.min(MOST, enough * 2, Math.floor((written * AIM_PAGES) / pages)))
    } catch {
      // It stays in the log.
    } finally {
      isRunning = false
    }
  }

  return {
    wrote(more) {
      rows += more
      if (rows >= enough && !isRunning) void bringOver()
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
