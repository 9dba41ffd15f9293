/** @file The calls of `node:fs/promises` for files of people, each with a time-out; see `calls.ts`. */
import { type Dirent, readdir as readdirByCallback } from 'node:fs'
import * as fs from 'node:fs/promises'
import { ask, onAnswer } from './calls.ts'
import { driveOf } from './drive-of.ts'

/** Names per read of a folder that is read in parts. */
const NAMES_AT_ONCE = 256

export const stat = atDrive(fs.stat)
export const lstat = atDrive(fs.lstat)
export const readdir = atDrive(fs.readdir)
export const realpath = atDrive(fs.realpath)
export const readlink = atDrive(fs.readlink)
export const readFile = atDrive(fs.readFile)
export const statfs = atDrive(fs.statfs)
export const mkdir = atDrive(fs.mkdir)
export const unlink = atDrive(fs.unlink)

/**
 * The entries of a folder. A huge folder on a slow network takes longer than the time-out of a call: there it is read in parts,
 * each of which counts as an answer.
 */
export function entriesIn(path: string): Promise<Dirent[]> {
  if (driveOf(path).isProvided) return ask(path, (alive) => entriesInParts(path, alive))
  // Callbacks cost half of what promises do here.
  const work = (): Promise<Dirent[]> =>
    new Promise((resolve, reject) => {
      readdirByCallback(path, { withFileTypes: true }, (error, entries) => (error ? reject(error) : resolve(entries)))
    })
  return ask(path, work)
}

async function entriesInParts(path: string, alive: () => void): Promise<Dirent[]> {
  const entries: Dirent[] = []
  for await (const entry of await fs.opendir(path, { bufferSize: NAMES_AT_ONCE })) {
    alive()
    entries.push(entry)
  }
  return entries
}

/** Calls at the drive of the new name: the old one has answered before. */
export const link: typeof fs.link = (from, to) => ask(String(to), () => fs.link(from, to))
export const rename: typeof fs.rename = (from, to) => ask(String(to), () => fs.rename(from, to))

/** An open file. */
export type OpenFile = Awaited<ReturnType<typeof open>>

/** Number of open files; one on a drive that does not answer cannot even be closed. */
let openFiles = 0

export function hasOpenFiles(): boolean {
  return openFiles > 0
}

/**
 * A file that opens after the time-out is closed.
 *
 * @param isUrgent otherwise its calls wait while the drive has anything else to do
 */
export async function open(path: string, flags: string, mode?: number, isUrgent = true) {
  const handle = await ask(
    path,
    () => fs.open(path, flags, mode),
    (late) => void late.close().catch(() => {}),
    isUrgent,
  )
  const at = <T>(work: () => Promise<T>): Promise<T> => ask(path, work, undefined, isUrgent)

  let isOpen = true
  openFiles += 1

  function isClosed(): void {
    if (isOpen) openFiles -= 1
    isOpen = false
  }

  /** On a drive that does not answer the file is closed when it is back, and takes no thread until then. */
  async function close(): Promise<void> {
    let isBegun = false
    await ask(path, () => {
      isBegun = true
      return handle.close().finally(isClosed)
    }).catch(() => {
      if (!isBegun) closeLater()
    })
  }

  function closeLater(): void {
    const end = onAnswer(() => {
      end()
      void close()
    })
  }

  return {
    read: (target: Uint8Array, offset: number, length: number, position: number) =>
      at(() => handle.read(target, offset, length, position)),
    stat: () => at(() => handle.stat()),
    statExactly: () => at(() => handle.stat({ bigint: true })),
    /** Appends. */
    write: (data: Uint8Array) => at(() => handle.writeFile(data)),
    sync: () => at(() => handle.sync()),
    chown: (user: number, group: number) => at(() => handle.chown(user, group)),
    chmod: (mode: number) => at(() => handle.chmod(mode)),
    utimes: (accessed: number | Date, modified: number | Date) => at(() => handle.utimes(accessed, modified)),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function atDrive<F extends (path: never, ...rest: never[]) => Promise<unknown>>(call: F): F {
  const plain = call as unknown as (path: unknown, ...rest: readonly unknown[]) => Promise<unknown>
  return ((path: unknown, ...rest: readonly unknown[]) => ask(String(path), () => plain(path, ...rest))) as unknown as F
}
