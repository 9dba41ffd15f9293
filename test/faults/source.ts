/** @file Where the file of a run lies, and by which names it can be had: a folder, or a drive that is really mounted. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, statSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Drive, makeDrive, mountFolder } from '../support/mounts.ts'
import type { TempFolder } from '../support/temp-folder.ts'
import type { Plan, PlannedFault } from './plan.ts'

export const WAYS = ['link', 'folder-link', 'bind', 'case'] as const
export type Way = (typeof WAYS)[number]

/** How another path leads to the file. */
export function wayOf({ amount }: PlannedFault): Way {
  return WAYS[Math.min(WAYS.length - 1, Math.floor(amount * WAYS.length))] ?? 'link'
}

/** The drive that a plan needs; a folder will do where none can be made, or none is needed. */
export async function driveFor({ faults }: Plan, folder: TempFolder): Promise<Drive | null> {
  const remounted = faults.find(({ name }) => name === 'remounted')
  const other = faults.find(({ name }) => name === 'other-path')
  const anyCase = other !== undefined && wayOf(other) === 'case'
  if (!remounted && !anyCase) return null
  // Only a drive with rights can take them away.
  const hasRights = faults.some(({ name }) => name === 'file-unreadable') && !anyCase
  const isCard = anyCase || (remounted !== undefined && remounted.amount >= 0.5)
  return makeDrive(isCard && !hasRights ? 'exfat' : 'ext4', folder.in('image'))
}

/** What a file system tells of a file that may be another after a mount. */
export function numbersOf(file: string): string {
  const { dev, ino } = statSync(file)
  return `${dev}:${ino}`
}

/**
 * Without a drive, the nearest that any user can make: the same content with the same date, under another inode, as exFAT
 * numbers its files anew.
 */
export function renumber(file: string): void {
  const side = join(dirname(file), 'renumbered.mov')
  execFileSync('cp', ['-p', file, side])
  renameSync(side, file)
}

/** Another path to the file. Where nothing can be mounted, a link takes the place of what needs a mount. */
export async function anotherPath(folder: TempFolder, file: string, way: Way, drive: Drive | null) {
  const name = basename(file)
  if (way === 'case' && drive !== null) return { path: join(dirname(file), name.toUpperCase()), mounted: null }
  const mounted = way === 'bind' ? await mountFolder(dirname(file), folder.in('bound')) : null
  if (mounted) return { path: join(mounted.point, name), mounted }
  mkdirSync(folder.in('links'), { recursive: true })
  if (way === 'link') {
    symlinkSync(file, folder.in('links', 'other.mov'))
    return { path: folder.in('links', 'other.mov'), mounted: null }
  }
  symlinkSync(dirname(file), folder.in('links', 'source'))
  return { path: folder.in('links', 'source', name), mounted: null }
}
