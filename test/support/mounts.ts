/** @file File systems that a test mounts and takes away, where this machine allows it. */
import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import process from 'node:process'

/** Taken away when it is disposed of, at the latest. */
export interface Mounted extends AsyncDisposable {
  readonly point: string
  /** Takes it away although files may be open, as when a card is pulled out. */
  unmount(): void
}

/** Mounts an empty file system under a name of its own; `null` where that is not allowed. */
export function mountMemory(name: string, point: string): Promise<Mounted | null> {
  return mount(point, ['-t', 'tmpfs', '-o', 'size=64m', name])
}

/** Mounts a folder, with what is in it, at another place as well; `null` where that is not allowed. */
export function mountFolder(folder: string, point: string): Promise<Mounted | null> {
  return mount(point, ['--bind', folder])
}

async function mount(point: string, args: readonly string[]): Promise<Mounted | null> {
  await mkdir(point, { recursive: true })
  if (process.platform !== 'linux' || spawnSync('mount', [...args, point]).status !== 0) return null
  let isThere = true
  function unmount(): void {
    if (isThere) spawnSync('umount', ['-l', point])
    isThere = false
  }
  return { point, unmount, [Symbol.asyncDispose]: async () => unmount() }
}
