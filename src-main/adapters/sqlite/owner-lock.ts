/**
 * @file One process at a time may own a data folder. The lock is a lock of the operating system, held through SQLite, so
 * it ends with the process however that ends: there is no stale lock and no process id to check.
 */
import { accessSync, constants, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { storeError } from './database.ts'
import { exclusiveOpenError } from './exclusive-open.ts'

const BUSY = 5

interface OwnerLock {
  release(): void
}

/**
 * `null` when another process owns the folder.
 *
 * @throws FailureError `store.readOnly`, `store.full`, `store.busy` or `store.failed`, naming the folder
 */
export function lockFolder(dataDir: string): OwnerLock | null {
  const path = join(dataDir, 'owner.lock')
  let connection: DatabaseSync | null = null
  try {
    // Only when it does not exist: opening and closing a file releases the locks of this process on it.
    if (!existsSync(path)) writeFileSync(path, '', { flag: 'a', mode: 0o600 })
    // SQLite opens a file without write permission read-only, and then two processes could have the lock.
    accessSync(path, constants.W_OK)
    connection = new DatabaseSync(path, { timeout: 0 })
    connection.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    const locked = connection
    return { release: () => locked.close() }
  } catch (caught) {
    const isOwned = caught instanceof Error && 'errcode' in caught && Number(caught.errcode) % 256 === BUSY
    // Before closing, which frees the descriptors that may have been missing.
    const problem = isOwned ? null : storeError(exclusiveOpenError(path) ?? caught, dataDir)
    connection?.close()
    if (problem) throw problem
    return null
  }
}
