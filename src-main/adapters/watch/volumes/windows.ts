/**
 * @file Volumes on Windows. `stat` returns the serial number of a volume as its device, so no process has to be started for it.
 * Whether a drive other than the system drive is built in is read with PowerShell; without an answer it counts as removable.
 */
import { realpath as realpathCallback } from 'node:fs'
import { win32 } from 'node:path'
import { promisify } from 'node:util'
import type { Volume } from '../../../engine/files/volumes.ts'
import { callDrive } from '../../drives/calls.ts'
import { stat } from '../../drives/files.ts'
import type { VolumeSystem } from './system.ts'
import { createBuses, isBuiltIn } from './windows-buses.ts'
import { within } from './within.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const POLL_MS = 5_000
const TIMEOUT_MS = 2_000
/** The one of the system, which resolves the letter of a network drive. */
const nativeRealpath = promisify(realpathCallback.native)
const realpath = (path: string): Promise<string> => callDrive(path, () => nativeRealpath(path))

/** A drive as `stat` returned it. */
interface SeenDrive {
  /** `E:\` or `\\server\share\` */
  readonly root: string
  /** The resolved path. */
  readonly real: string
  readonly serial: bigint
}

export function createWindowsVolumes(systemDrive = process.env['SystemDrive'] ?? 'C:'): VolumeSystem {
  const busOf = createBuses()

  async function statDrive(root: string): Promise<SeenDrive> {
    const { dev } = await stat(root, { bigint: true })
    return { root, serial: dev, real: await realpath(root).catch(() => root) }
  }

  /** Waits only for the one call of PowerShell, which has a time-out of its own. */
  async function describe(seen: SeenDrive): Promise<Volume> {
    const { root, real, serial } = seen
    const hasBus = /^[a-z]:/i.test(root) && !isOfSystem(root, systemDrive) && shareOf(real) === null
    return windowsVolume({ ...seen, systemDrive, isBuiltIn: isBuiltIn(hasBus ? await busOf(root, serial) : null) })
  }

  return {
    async of(path) {
      await stat(path)
      return describe(await statDrive(win32.parse(win32.resolve(path)).root))
    },
    async list() {
      const seen = await Promise.all([...LETTERS].map((letter) => within(TIMEOUT_MS, () => statDrive(`${letter}:\\`))))
      return Promise.all(seen.filter((drive) => drive !== null).map(describe))
    },
    changes: { read: lettersInUse, everyMs: POLL_MS },
  }
}

/** One stat for each letter; for a free one it does not call any drive. */
async function lettersInUse(): Promise<string> {
  const serials = await Promise.all([...LETTERS].map((letter) => within(TIMEOUT_MS, () => serialOf(`${letter}:\\`))))
  return serials.join(' ')
}

async function serialOf(root: string): Promise<string> {
  return `${root}${(await stat(root, { bigint: true })).dev}`
}

/** The volume for the facts of a drive. Pure. */
export function windowsVolume(
  facts: SeenDrive & {
    /** `C:` */
    readonly systemDrive: string
    readonly isBuiltIn: boolean
  },
): Volume {
  const { root, real, serial, systemDrive } = facts
  const isSystem = isOfSystem(root, systemDrive)
  const isLocal = isSystem || facts.isBuiltIn
  const share = shareOf(real)
  if (share) {
    const id = `unc:\\\\${share.server}\\${share.name}`.toLowerCase()
    return { id, fileSystem: { id, subpath: '' }, label: share.name, kind: 'network', root, stableInodes: false }
  }
  // Some drives that programs provide have no serial number.
  const id = serial === 0n ? '' : `serial:${serial.toString(16)}`
  return {
    id,
    fileSystem: id === '' ? null : { id, subpath: '' },
    label: root.replace(/\\$/, ''),
    kind: isLocal ? 'local' : 'removable',
    // Before it removes a drive, Windows asks every program that has a folder open, and the library that watches never agrees.
    ...(isLocal ? {} : { isHeldByWatching: true as const }),
    root,
    // Another drive may be FAT or exFAT, which has no stable inodes.
    stableInodes: isSystem,
  }
}

function isOfSystem(root: string, systemDrive: string): boolean {
  return root.slice(0, 2).toLowerCase() === systemDrive.toLowerCase()
}

function shareOf(real: string): { readonly server: string; readonly name: string } | null {
  const [, server = '', name = ''] = /^\\\\(?:\?\\UNC\\)?([^\\?.][^\\]*)\\([^\\]+)/i.exec(real) ?? []
  return server === '' ? null : { server, name }
}
