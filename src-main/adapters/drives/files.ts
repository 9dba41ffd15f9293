/** @file The functions of `node:fs/promises` for files of people, each with a time-out; see `calls.ts`. */
import { type Dirent, readdir as readdirByCallback } from 'node:fs'
import * as fs from 'node:fs/promises'
import { callDrive, onLateAnswer } from './calls.ts'
import { driveOf } from './drive-of.ts'

/** Names per read of a folder that is read in parts. */
const NAMES_AT_ONCE = 256

export const stat = withDriveTimeout(fs.stat)
export const lstat = withDriveTimeout(fs.lstat)
export const readdir = withDriveTimeout(fs.readdir)
export const realpath = withDriveTimeout(fs.realpath)
export const readlink = withDriveTimeout(fs.readlink)
export const readFile = withDriveTimeout(fs.readFile)
export const statfs = withDriveTimeout(fs.statfs)
export const mkdir = withDriveTimeout(fs.mkdir)
export const unlink = withDriveTimeout(fs.unlink)

/**
 * The entries of a folder. A huge folder on a slow network takes longer than the time-out of a call: there it is read in parts, each
 * with the full time-out.
 */
export function entriesIn(path: string): Promise<Dirent[]> {
  if (driveOf(path).mayNeverAnswer) return callDrive(path, (reportProgress) => entriesInParts(path, reportProgress))
  // The function with a callback takes half the time of the one with a promise.
  const work = (): Promise<Dirent[]> =>
    new Promise((resolve, reject) => {
      readdirByCallback(path, { withFileTypes: true }, (error, entries) => (error ? reject(error) : resolve(entries)))
    })
  return callDrive(path, work)
}

async function entriesInParts(path: string, reportProgress: () => void): Promise<Dirent[]> {
  const entries: Dirent[] = []
  for await (const entry of await fs.opendir(path, { bufferSize: NAMES_AT_ONCE })) {
    reportProgress()
    entries.push(entry)
  }
  return entries
}

/** Count as calls of the drive of the new name: that of the old name has answered before. */
export const link: typeof fs.link = (from, to) => callDrive(String(to), () => fs.link(from, to))
export const rename: typeof fs.rename = (from, to) => callDrive(String(to), () => fs.rename(from, to))

/** An open file. */
export type OpenFile = Awaited<ReturnType<typeof open>>

/** Number of open files. One on a drive that does not answer cannot be closed either. */
let openFiles = 0

export function hasOpenFiles(): boolean {
  return openFiles > 0
}

/**
 * Opens a file. If it opens after the time-out only, it is closed.
 *
 * @param isUrgent otherwise its calls begin only while nothing urgent runs on the drive
 */
export async function open(path: string, flags: string, mode?: number, isUrgent = true) {
  const handle = await callDrive(
    path,
    () => fs.open(path, flags, mode),
    (late) => void late.close().catch(() => {}),
    isUrgent,
  )
  const call = <T>(work: () => Promise<T>): Promise<T> => callDrive(path, work, undefined, isUrgent)

  let isOpen = true
  openFiles += 1

  function countClosed(): void {
    if (isOpen) openFiles -= 1
    isOpen = false
  }

  /** On a drive that does not answer, the file is closed when the drive answers again, and takes no thread until then. */
  async function close(): Promise<void> {
    let hasBegun = false
    await callDrive(path, () => {
      hasBegun = true
      return handle.close().finally(countClosed)
    }).catch(() => {
      if (!hasBegun) closeLater()
    })
  }

  function closeLater(): void {
    const removeListener = onLateAnswer(() => {
      removeListener()
      void close()
    })
  }

  return {
    read: (target: Uint8Array, offset: number, length: number, position: number) =>
      call(() => handle.read(target, offset, length, position)),
    stat: () => call(() => handle.stat()),
    statExactly: () => call(() => handle.stat({ bigint: true })),
    /** Appends. */
    write: (data: Uint8Array) => call(() => handle.writeFile(data)),
    sync: () => call(() => handle.sync()),
    chown: (user: number, group: number) => call(() => handle.chown(user, group)),
    chmod: (mode: number) => call(() => handle.chmod(mode)),
    utimes: (accessed: number | Date, modified: number | Date) => call(() => handle.utimes(accessed, modified)),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The same function with a time-out. Its first parameter is the path. */
function withDriveTimeout<F extends (path: never, ...rest: never[]) => Promise<unknown>>(call: F): F {
  const plain = call as unknown as (path: unknown, ...rest: readonly unknown[]) => Promise<unknown>
  return ((path: unknown, ...rest: readonly unknown[]) => callDrive(String(path), () => plain(path, ...rest))) as unknown as F
}
