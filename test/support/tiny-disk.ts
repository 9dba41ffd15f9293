/** @file A disk of a few hundred kilobytes, where this machine allows one to be made. */
import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import process from 'node:process'

/** Mounts a file system of this size at the path; `null` where that is not allowed, after saying so. */
export async function mountTinyDisk(path: string, sizeKilobytes: number): Promise<AsyncDisposable | null> {
  await mkdir(path, { recursive: true })
  const mounted =
    process.platform === 'linux' &&
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKilobytes}k`, 'tmpfs', path]).status === 0
  if (!mounted) return null
  return {
    async [Symbol.asyncDispose]() {
      spawnSync('umount', ['-l', path])
    },
  }
}
