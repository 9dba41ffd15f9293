/** @file Where the file of a run is, a folder or a mounted drive, and other paths to it. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, statSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Drive, makeDrive, mountFolder } from '../support/mounts.ts'
import type { TempFolder } from '../support/temp-folder.ts'
import type { Plan, PlannedFault } from './plan.ts'

export const PATH_KINDS = ['link', 'folder-link', 'bind', 'case'] as const
export type PathKind = (typeof PATH_KINDS)[number]

/** The kind of the other path, by the amount of the fault. */
export function pathKindOf({ amount }: PlannedFault): PathKind {
  return PATH_KINDS[Math.min(PATH_KINDS.length - 1, Math.floor(amount * PATH_KINDS.length))] ?? 'link'
}

/** The drive that a plan needs; `null` where a folder will do, or no drive can be made. */
export async function driveFor({ faults }: Plan, folder: TempFolder): Promise<Drive | null> {
  const remounted = faults.find(({ name }) => name === 'remounted')
  const other = faults.find(({ name }) => name === 'other-path')
  const anyCase = other !== undefined && pathKindOf(other) === 'case'
  if (!remounted && !anyCase) return null
  // exFAT has no permissions that could be taken away.
  const hasRights = faults.some(({ name }) => name === 'file-unreadable') && !anyCase
  const isCard = anyCase || (remounted !== undefined && remounted.amount >= 0.5)
  return makeDrive(isCard && !hasRights ? 'exfat' : 'ext4', folder.in('image'))
}

/** Device and inode, which may change with a mount. */
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
export async function anotherPath(folder: TempFolder, file: string, kind: PathKind, drive: Drive | null) {
  const name = basename(file)
  if (kind === 'case' && drive !== null) return { path: join(dirname(file), name.toUpperCase()), mounted: null }
  const mounted = kind === 'bind' ? await mountFolder(dirname(file), folder.in('bound')) : null
  if (mounted) return { path: join(mounted.point, name), mounted }
  mkdirSync(folder.in('links'), { recursive: true })
  if (kind === 'link') {
    symlinkSync(file, folder.in('links', 'other.mov'))
    return { path: folder.in('links', 'other.mov'), mounted: null }
  }
  symlinkSync(dirname(file), folder.in('links', 'source'))
  return { path: folder.in('links', 'source', name), mounted: null }
}
