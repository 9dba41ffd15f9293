/** @file The calls of `node:fs/promises` for files of people, each with an end; see `calls.ts`. */
import * as fs from 'node:fs/promises'
import { ask } from './calls.ts'

export const stat = atDrive(fs.stat)
export const lstat = atDrive(fs.lstat)
export const readdir = atDrive(fs.readdir)
export const realpath = atDrive(fs.realpath)
export const readlink = atDrive(fs.readlink)
export const readFile = atDrive(fs.readFile)
export const mkdir = atDrive(fs.mkdir)
export const unlink = atDrive(fs.unlink)

/** By the drive of the new name: the old one was looked at before. */
export const link: typeof fs.link = (from, to) => ask(String(to), () => fs.link(from, to))
export const rename: typeof fs.rename = (from, to) => ask(String(to), () => fs.rename(from, to))

/** An open file. */
export type OpenFile = Awaited<ReturnType<typeof open>>

/** Files that are open; one on a drive that does not answer cannot even be closed. */
let openFiles = 0

export function hasOpenFiles(): boolean {
  return openFiles > 0
}

/** What opens too late is closed. */
export async function open(path: string, flags: string, mode?: number) {
  const handle = await ask(
    path,
    () => fs.open(path, flags, mode),
    (late) => void late.close().catch(() => {}),
  )
  const at = <T>(work: () => Promise<T>): Promise<T> => ask(path, work)

  let isOpen = true
  openFiles += 1

  function isClosed(): void {
    if (isOpen) openFiles -= 1
    isOpen = false
  }

  /** Nobody waits for a drive that does not answer: Node closes the file when it does. */
  async function close(): Promise<void> {
    const closing = handle.close()
    void closing.catch(() => {}).then(isClosed)
    await at(() => closing).catch(() => {})
  }

  return {
    read: (target: Uint8Array, offset: number, length: number, position: number) =>
      at(() => handle.read(target, offset, length, position)),
    stat: () => at(() => handle.stat()),
    statExactly: () => at(() => handle.stat({ bigint: true })),
    /** Adds to what is there. */
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
