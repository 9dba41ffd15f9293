/**
 * @file A drive that stops to answer, as one on a network does: a file system that a program provides, and the program is
 * halted. What is asked of it then waits in the kernel, where nothing can call it off.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeDrive } from './mounts.ts'

export interface DeadDrive extends AsyncDisposable {
  readonly point: string
  /** Nothing is answered from now on; what the kernel remembers is forgotten first. */
  freeze(): Promise<void>
  /** Everything is answered again. */
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
      // The kernel asks again after a second.
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
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return (words[0]?.endsWith('mount.exfat-fuse') ?? false) && words.includes(point)
    } catch {
      return false
    }
  })
  return found === undefined ? null : Number(found)
}
