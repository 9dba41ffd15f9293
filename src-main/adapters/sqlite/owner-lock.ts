/**
 * @file One process at a time may own a data folder. The lock is a lock of the operating system, held through SQLite, so
 * it ends with the process however that ends: there is no stale lock to clear and no process id to guess about.
 */
import { accessSync, constants, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { storeError } from './database.ts'
import { heldError } from './held.ts'

const BUSY = 5

export interface OwnerLock {
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
    // Only where it is not there: a file that this process opens and closes loses the locks that it has on it.
    if (!existsSync(path)) writeFileSync(path, '', { flag: 'a', mode: 0o600 })
    // SQLite opens what may not be written for reading, and then two processes could have the lock.
    accessSync(path, constants.W_OK)
    connection = new DatabaseSync(path, { timeout: 0 })
    connection.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    const held = connection
    return { release: () => held.close() }
  } catch (caught) {
    const isOwned = caught instanceof Error && 'errcode' in caught && Number(caught.errcode) % 256 === BUSY
    // Before it is closed: that gives back what may have been wanting.
    const problem = isOwned ? null : storeError(heldError(path) ?? caught, dataDir)
    connection?.close()
    if (problem) throw problem
    return null
  }
}
