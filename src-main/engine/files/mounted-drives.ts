/** @file The mounted drives for a file browser, with their free space. */
import type { MountedDrive } from '../../contract/files.ts'
import type { Files } from '../ports/files.ts'
import type { Clock } from '../ports.ts'
import { TIMED_OUT, withTimeout } from '../with-timeout.ts'
import type { Volumes } from './volumes.ts'

/** Time limit for reading the free space: a drive that hangs must not delay the list. */
const MAX_MS = 500
/** Bounds the calls to drives. */
const MAX_DRIVES = 30

/** Returns the mounted drives besides those of the system, in the order of their names. */
export async function mountedDrives({
  volumes,
  files,
  clock,
}: {
  volumes: Pick<Volumes, 'list'>
  files: Pick<Files, 'freeBytes'>
  clock: Pick<Clock, 'after'>
}): Promise<readonly MountedDrive[]> {
  const mounted = (await volumes.list()).toSorted((a, b) => a.label.localeCompare(b.label)).slice(0, MAX_DRIVES)
  return Promise.all(
    mounted.map(async ({ label, root, kind }) => ({ label: label || root, path: root, kind, freeBytes: await freeSoon(root) })),
  )

  async function freeSoon(path: string): Promise<number | null> {
    const free = await withTimeout(
      files.freeBytes(path).catch(() => null),
      MAX_MS,
      clock,
    )
    return free === TIMED_OUT ? null : free
  }
}
