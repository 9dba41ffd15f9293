/** @file Whether another program lets nobody open a database, of which SQLite says only that it cannot be opened. */
import { closeSync, openSync } from 'node:fs'
import process from 'node:process'

/**
 * The error of the system when it or a file beside it is held like that, otherwise `null`. Only Windows has such holders;
 * elsewhere, closing the file again would give up the locks that this process has on it.
 */
export function heldError(path: string): Error | null {
  if (process.platform !== 'win32') return null
  for (const ending of ['', '-wal', '-shm']) {
    try {
      closeSync(openSync(path + ending, 'r+'))
    } catch (caught) {
      if (caught instanceof Error && 'code' in caught && caught.code === 'EBUSY') return caught
    }
  }
  return null
}
