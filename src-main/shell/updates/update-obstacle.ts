/** @file Decides whether this copy of the app can check for updates, and why it cannot replace itself. Pure. */
import { dirname } from 'node:path'
import type { UpdateObstacle } from '../../contract/updates.ts'

export interface Installation {
  readonly platform: NodeJS.Platform
  readonly isPackaged: boolean
  /** Whether its package has the address of a feed, `app-update.yml`. */
  readonly hasFeed: boolean
  /** The content of electron-builder's file `package-type`: `deb`, `rpm`, …; `null` without that file. */
  readonly packageType: string | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly executable: string
  /** - `read-only`: the file system is mounted so, for everybody. */
  readonly access: (path: string) => 'writable' | 'denied' | 'read-only'
}

/** Whether there is a feed to check; a package for a package manager may have none. */
export function canCheck({ isPackaged, hasFeed }: Pick<Installation, 'isPackaged' | 'hasFeed'>): boolean {
  return isPackaged && hasFeed
}

/** What keeps this copy from replacing itself; `null` where it can. */
export function obstacleOf(installation: Installation): UpdateObstacle | null {
  const { platform, isPackaged, hasFeed, packageType, env } = installation
  if (!isPackaged) return 'not-here'
  // Packages are replaced by their managers only, which ask for the password themselves.
  if (platform === 'linux' && (packageType !== null || env['SNAP'] !== undefined || env['FLATPAK_ID'] !== undefined))
    return 'package-manager'
  if (!hasFeed) return 'not-here'
  if (platform === 'linux') return obstacleOfImage(installation)
  if (platform === 'darwin') return obstacleOfBundle(installation)
  return env['PORTABLE_EXECUTABLE_FILE'] === undefined ? null : 'portable'
}

/** The file is replaced by another one in the same folder. */
function obstacleOfImage({ env, access }: Installation): UpdateObstacle | null {
  const image = env['APPIMAGE']
  if (image === undefined) return 'unpacked'
  return [image, dirname(image)].every((path) => access(path) === 'writable') ? null : 'read-only'
}

/** The system asks for a password where a folder is another user's; it cannot make a disk image writable. */
function obstacleOfBundle({ executable, access }: Installation): UpdateObstacle | null {
  if (executable.includes('/AppTranslocation/')) return 'translocated'
  const bundle = executable.slice(0, executable.indexOf('.app/') + '.app'.length)
  return access(bundle) === 'read-only' || access(dirname(bundle)) === 'read-only' ? 'read-only' : null
}
