/**
 * @file Volumes on Windows. The serial number of a volume is what `stat` calls its device, so nothing has to be started for it.
 * Whether a drive other than the system's is built in, PowerShell is asked; where nobody tells, it counts as removable.
 */
import { realpath as realpathCallback } from 'node:fs'
import { win32 } from 'node:path'
import { promisify } from 'node:util'
import type { Volume } from '../../../engine/files/volumes.ts'
import { ask } from '../../drives/calls.ts'
import { stat } from '../../drives/files.ts'
import type { VolumeSystem } from './system.ts'
import { createBuses, isBuiltIn } from './windows-buses.ts'
import { within } from './within.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const SIGNS_MS = 5_000
const TIMEOUT_MS = 2_000
/** The system's own, which tells where a letter that stands for a network drive leads. */
const nativeRealpath = promisify(realpathCallback.native)
const realpath = (path: string): Promise<string> => ask(path, () => nativeRealpath(path))

/** What a look at a drive says. */
interface SeenDrive {
  /** `E:\` or `\\server\share\` */
  readonly root: string
  /** Where that leads in truth. */
  readonly real: string
  readonly serial: bigint
}

export function createWindowsVolumes(systemDrive = process.env['SystemDrive'] ?? 'C:'): VolumeSystem {
  const busOf = createBuses()

  async function look(root: string): Promise<SeenDrive> {
    const { dev } = await stat(root, { bigint: true })
    return { root, serial: dev, real: await realpath(root).catch(() => root) }
  }

  /** Waits for nothing but the one question after all drives, which has an end of its own. */
  async function describe(seen: SeenDrive): Promise<Volume> {
    const { root, real, serial } = seen
    const isAsked = /^[a-z]:/i.test(root) && !isOfSystem(root, systemDrive) && shareOf(real) === null
    return windowsVolume({ ...seen, systemDrive, isBuiltIn: isBuiltIn(isAsked ? await busOf(root, serial) : null) })
  }

  return {
    async of(path) {
      await stat(path)
      return describe(await look(win32.parse(win32.resolve(path)).root))
    },
    async list() {
      const seen = await Promise.all([...LETTERS].map((letter) => within(TIMEOUT_MS, () => look(`${letter}:\\`))))
      return Promise.all(seen.filter((drive) => drive !== null).map(describe))
    },
    signs: { look: lettersInUse, everyMs: SIGNS_MS },
  }
}

/** One look at each letter that is in use; the others are known to be free without any drive being asked. */
async function lettersInUse(): Promise<string> {
  const serials = await Promise.all([...LETTERS].map((letter) => within(TIMEOUT_MS, () => serialOf(`${letter}:\\`))))
  return serials.join(' ')
}

async function serialOf(root: string): Promise<string> {
  return `${root}${(await stat(root, { bigint: true })).dev}`
}

/** Pure: what follows from what can be told. */
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
    return { id, own: { fileSystem: id, part: '' }, label: share.name, kind: 'network', root, stableInodes: false }
  }
  // Some drives that programs provide have no serial number.
  const id = serial === 0n ? '' : `serial:${serial.toString(16)}`
  return {
    id,
    own: id === '' ? null : { fileSystem: id, part: '' },
    label: root.replace(/\\$/, ''),
    kind: isLocal ? 'local' : 'removable',
    // Windows asks whoever has a folder of the drive open, and the library that watches does not answer.
    ...(isLocal ? {} : { isHeldByWatching: true as const }),
    root,
    // Another drive may be FAT or exFAT, which keeps no numbers of files.
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
