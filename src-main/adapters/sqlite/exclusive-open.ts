/** @file Whether another program has a database open exclusively, which SQLite reports only as “cannot open”. */
import { closeSync, openSync } from 'node:fs'
import process from 'node:process'
import { errorCode } from '../../contract/errors/error-code.ts'

/**
 * The error of the system when the database or a companion file is open exclusively, otherwise `null`. Only Windows has such
 * locks; elsewhere, closing the file again would release the locks that this process has on it.
 */
export function exclusiveOpenError(path: string): Error | null {
  if (process.platform !== 'win32') return null
  for (const ending of ['', '-wal', '-shm']) {
    try {
      closeSync(openSync(path + ending, 'r+'))
    } catch (caught) {
      if (caught instanceof Error && errorCode(caught) === 'EBUSY') return caught
    }
  }
  return null
}
