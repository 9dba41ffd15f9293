/**
 * @file A drive that stops answering, as a network drive does: a FUSE file system whose program is halted with SIGSTOP. System
 * calls to it then wait in the kernel and cannot be cancelled.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeDrive } from './mounts.ts'

export interface DeadDrive extends AsyncDisposable {
  readonly point: string
  /** From now on every system call hangs; resolves when the kernel has no cached attributes any more. */
  freeze(): Promise<void>
  /** Lets system calls go on. */
  thaw(): void
}

/** `null` where this machine allows none. */
export async function makeDeadDrive(image: string, point: string): Promise<DeadDrive | null> {
  const drive = await makeDrive('exfat', image)
  if (!drive) return null
  await drive.plugIn(point)
  const provider = providerOf(point)
  if (provider === null) {
    await drive[Symbol.asyncDispose]()
    return null
  }
  return {
    point,
    async freeze() {
      process.kill(provider, 'SIGSTOP')
      // The kernel caches attributes for a second.
      await sleep(1_500)
    },
    thaw: () => void process.kill(provider, 'SIGCONT'),
    async [Symbol.asyncDispose]() {
      process.kill(provider, 'SIGCONT')
      await drive[Symbol.asyncDispose]()
    },
  }
}

function providerOf(point: string): number | null {
  const found = readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return (args[0]?.endsWith('mount.exfat-fuse') ?? false) && args.includes(point)
    } catch {
      return false
    }
  })
  return found === undefined ? null : Number(found)
}
