/** @file Small files of the data folder that hold secrets: written atomically, for this user only, and trusted only if no other user could read or write them. */
import { randomBytes } from 'node:crypto'
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

const MAX_BYTES = 64 * 1024
const OTHERS = 0o077

/**
 * Replaces whatever has this name with a new file: neither the mode of an older file nor the target of a link matters. A
 * folder of this name is moved aside.
 */
export function writePrivateFile(path: string, text: string): void {
  const fresh = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(fresh, text, { mode: 0o600, flag: 'wx' })
    if (isFolder(path)) renameSync(path, `${fresh}.folder`)
    renameSync(fresh, path)
  } catch (caught) {
    rmSync(fresh, { force: true })
    throw caught
  }
}

/** The text of a file that no other user can have read or written; `null` for any other, and when there is none. */
export function readPrivateFile(path: string): string | null {
  let opened: number | null = null
  try {
    // Opening a pipe would block, and a link may lead anywhere.
    opened = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    const stats = fstatSync(opened)
    if (!stats.isFile() || stats.size > MAX_BYTES) return null
    // Windows has no such modes: there the rights of the folder apply.
    const isOurs = process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & OTHERS) === 0)
    return isOurs ? readFileSync(opened, 'utf8') : null
  } catch {
    return null
  } finally {
    if (opened !== null) closeSync(opened)
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
