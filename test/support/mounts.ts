/** @file File systems that a test mounts and unmounts, where this machine allows it. */
import { spawnSync } from 'node:child_process'
import { mkdir, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'

/** Unmounted when it is disposed of, at the latest. */
export interface Mounted extends AsyncDisposable {
  readonly point: string
  /** Unmounts even if files are open, as when a card is pulled out. */
  unmount(): void
}

/** Mounts an empty file system under a name of its own; `null` where that is not allowed. */
export function mountMemory(name: string, point: string): Promise<Mounted | null> {
  return mount(point, ['-t', 'tmpfs', '-o', 'size=64m', name])
}

/** Mounts a disk of so many kilobytes, for tests that fill it; `null` where that is not allowed. */
export function mountTinyDisk(point: string, sizeKilobytes: number): Promise<Mounted | null> {
  return mount(point, ['-t', 'tmpfs', '-o', `size=${sizeKilobytes}k`, 'tmpfs'])
}

/** Mounts a folder, with what is in it, at another place as well; `null` where that is not allowed. */
export function mountFolder(folder: string, point: string): Promise<Mounted | null> {
  return mount(point, ['--bind', folder])
}

/** The same, so that nothing in it can be written, not even by root. */
export async function mountReadOnly(folder: string, point: string): Promise<Mounted | null> {
  const mounted = await mountFolder(folder, point)
  if (mounted === null || spawnSync('mount', ['-o', 'remount,ro,bind', point]).status === 0) return mounted
  mounted.unmount()
  return null
}

/** Mounts a file at its own path, so that it cannot be renamed; `null` where that is not allowed. */
export function preventRename(file: string): Mounted | null {
  return mountAt(file, ['--bind', file])
}

async function mount(point: string, args: readonly string[]): Promise<Mounted | null> {
  await mkdir(point, { recursive: true })
  return mountAt(point, args)
}

function mountAt(point: string, args: readonly string[]): Mounted | null {
  if (process.platform !== 'linux' || spawnSync('mount', [...args, point]).status !== 0) return null
  let isThere = true
  function unmount(): void {
    if (isThere) spawnSync('umount', ['-l', point])
    isThere = false
  }
  return { point, unmount, [Symbol.asyncDispose]: async () => unmount() }
}

/** A drive that can be plugged in again and again; each time with another device number. */
export interface Drive extends AsyncDisposable {
  /** Unplugs it from where it was before. */
  plugIn(point: string): Promise<void>
  unplug(): void
}

export const DRIVE_KINDS = ['ext4', 'exfat'] as const

/** An empty drive in a file; `null` where such a file system cannot be made or mounted. */
export async function makeDrive(kind: (typeof DRIVE_KINDS)[number], image: string): Promise<Drive | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  await mkdir(dirname(image), { recursive: true })
  await writeFile(image, '')
  await truncate(image, 96 * 1024 * 1024)
  if (!runs(kind === 'ext4' ? ['mkfs.ext4', '-q', image] : ['mkfs.exfat', image])) return null
  const placeholder = `${image}.other`
  await writeFile(placeholder, Buffer.alloc(1024 * 1024))
  const placeholders: string[] = []
  let device: string | null = null
  let point: string | null = null

  function unplug(): void {
    // An open file keeps the old mount alive, so written data is flushed first.
    if (point !== null) runs(['sync', '-f', point])
    if (point !== null) runs(['umount', point]) || runs(['umount', '-l', point])
    if (device !== null) runs(['losetup', '--detach', device])
    point = null
    device = null
  }

  const drive: Drive = {
    async plugIn(newPoint) {
      const before = device
      unplug()
      // Another device takes the old number.
      if (before !== null) placeholders.push(attach(placeholder))
      await mkdir(newPoint, { recursive: true })
      device = attach(image)
      const mountIt = kind === 'ext4' ? ['mount', device, newPoint] : ['mount.exfat-fuse', device, newPoint]
      if (!runs(mountIt)) throw new Error(`${kind} cannot be mounted`)
      point = newPoint
    },
    unplug,
    async [Symbol.asyncDispose]() {
      unplug()
      for (const loop of placeholders) runs(['losetup', '--detach', loop])
    },
  }
  const isMountable = await drive.plugIn(`${image}.try`).then(
    () => true,
    () => false,
  )
  drive.unplug()
  if (isMountable) return drive
  await drive[Symbol.asyncDispose]()
  return null
}

/** Moves the date of a file, as a drive that keeps local time does on a computer in another time zone. */
export async function moveDate(path: string, seconds: number): Promise<void> {
  const { mtimeMs } = await stat(path)
  await utimes(path, mtimeMs / 1_000 + seconds, mtimeMs / 1_000 + seconds)
}

function attach(file: string): string {
  const { stdout, stderr } = spawnSync('losetup', ['--find', '--show', file], { encoding: 'utf8' })
  const device = stdout.trim()
  if (device === '') throw new Error(`no loop device: ${stderr}`)
  return device
}

function runs([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args).status === 0
}
