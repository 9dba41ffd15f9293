/**
 * @file Protects the data folder. Whoever can write to it can replace the journal and read what is sent with it, so only this user has
 * access to it and to every file of Reelay in it. Windows protects the folders of users itself.
 */
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { DATA_FILES } from '../../contract/damage.ts'
import { errorCode } from '../../contract/errors/error-code.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'
import { belowOf } from '../../engine/files/paths.ts'
import { folderFailureFrom, storeFailureFrom } from '../../engine/store-failure.ts'

/** Bits of a mode: of group and others. */
const OTHERS = 0o077
const OTHERS_WRITE = 0o022
const GROUP_WRITE = 0o020
const STICKY = 0o1000
/** The user id of nobody. */
const NOBODY = 65_534

/** All files that Reelay keeps. Files that are derived from one begin with its name. */
const NAMES = [...DATA_FILES, 'owner.lock', 'door.json', 'secret.key', 'logs', 'thumbnails']

/** Folders with thousands of files, of which only the folder itself gets its mode. */
const PROTECTED_AS_A_WHOLE = ['thumbnails']

/**
 * Creates the folder, or removes the rights of others from it and from every file of ours in it.
 *
 * @param warn gets a message when others could replace the folder
 * @throws FailureError `store.notOurs` when others can change what is in it, `store.*` when the system refuses
 */
export function secureFolder(dataDir: string, warn: (message: string) => void = () => {}): void {
  try {
    create(dataDir)
    const me = process.getuid?.()
    if (me === undefined) {
      const warning = readableByOthers(dataDir)
      if (warning !== null) warn(warning)
      return
    }
    const folder = statSync(dataDir)
    if (folder.uid !== me) refuseForeign(dataDir, folder)
    const names = readdirSync(dataDir)
    protectFolder(dataDir, folder, names)
    for (const name of names.filter(isOurs)) protectFile(join(dataDir, name), me)
    const warnings = [resolve(dataDir), realpathSync(dataDir)].map((path) => replaceableBy(path, me))
    for (const message of new Set(warnings)) if (message !== null) warn(message)
  } catch (caught) {
    throw folderFailureFrom(caught, dataDir)
  }
  // Root may write everywhere but on a read-only drive, which is checked before anything is opened there.
  try {
    accessSync(dataDir, constants.W_OK)
  } catch (caught) {
    throw storeFailureFrom(caught, dataDir)
  }
}

/** On a read-only drive, Node reports ENOENT of the parent for a new folder: the write access of the nearest folder has the real reason. */
function create(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (caught) {
    let above = dirname(dataDir)
    while (!existsSync(above) && above !== dirname(above)) above = dirname(above)
    if (statSync(above).isDirectory()) accessSync(above, constants.W_OK)
    throw caught
  }
}

/** On Windows the folders of a user are protected; folders elsewhere inherit the rights of their parent. */
function readableByOthers(dataDir: string): string | null {
  if (belowOf(homedir().toLowerCase(), resolve(dataDir).toLowerCase()) !== null) return null
  return `${dataDir} is outside of your user folder, so other users of this computer may be able to read it. Keep Reelay’s data in its usual place, or take their rights off that folder.`
}

/** A folder that this user cannot write to is reported as such, whoever owns it. */
function refuseForeign(path: string, { uid }: Stats): never {
  accessSync(path, constants.W_OK)
  throw notOurs(path, phrase('it belongs to another user ({uid}), who can change everything in it', { uid }))
}

function protectFolder(path: string, { mode }: Stats, names: readonly string[]): void {
  const isOpen = (mode & OTHERS_WRITE) !== 0
  const isOurOwn = names.every(isOurs)
  if (isOurOwn && (mode & OTHERS) !== 0) chmodSync(path, without(OTHERS, mode))
  else if (isOpen && names.includes('owner.lock')) chmodSync(path, without(OTHERS_WRITE, mode))
  else if (isOpen) throw notOurs(path, phrase('others can write to it, and it holds more than files of Reelay'))
  // Some file systems have no permissions and ignore every change of them silently.
  if (isOpen && (statSync(path).mode & OTHERS_WRITE) !== 0) {
    throw notOurs(path, phrase('others can write to it, and its file system does not let that be changed'))
  }
}

/**
 * Who can write to a parent can replace the data folder. Where the sticky bit is set, as in `/tmp`, only the owner of a folder
 * can do that. This is a warning and no refusal: machines with one user have such folders, too.
 */
function replaceableBy(path: string, me: number): string | null {
  for (let above = dirname(path); ; above = dirname(above)) {
    const { uid, gid, mode } = statSync(above)
    // The superuser can do anything anyway; where ids are mapped it appears as nobody.
    const isForeign = uid !== me && uid !== 0 && uid !== NOBODY
    // Many systems give every user a group of the same number, with nobody else in it.
    const isOpen = (mode & OTHERS_WRITE & (gid === me ? ~GROUP_WRITE : ~0)) !== 0 && (mode & STICKY) === 0
    if (isForeign) return `${above} belongs to another user (${uid}), who could put another data folder in the place of ${path}.`
    if (isOpen) return `Others can write to ${above}, and could put another data folder in the place of ${path}.`
    if (dirname(above) === above) return null
  }
}

/** Skips files that disappear meanwhile, because another process replaces them. */
function protectFile(path: string, me: number): void {
  try {
    const found = lstatSync(path)
    const { uid, mode } = found
    const isFolder = found.isDirectory()
    if (uid !== me) throw notOurs(path, phrase('it belongs to another user ({uid})', { uid }))
    if ((isFolder || found.isFile()) && (mode & OTHERS) !== 0) chmodSync(path, without(OTHERS, mode))
    if (isFolder && !PROTECTED_AS_A_WHOLE.includes(basename(path)))
      for (const name of readdirSync(path)) protectFile(join(path, name), me)
  } catch (caught) {
    if (errorCode(caught) !== 'ENOENT') throw caught
  }
}

/** The mode without some permissions; those of this user stay. */
function without(rights: number, mode: number): number {
  return mode & ~rights & 0o7777
}

function isOurs(name: string): boolean {
  return NAMES.some((ours) => name === ours || name.startsWith(`${ours}.`) || name.startsWith(`${ours}-`))
}

function notOurs(path: string, reason: DisplayText): FailureError {
  return new FailureError(failure('store.notOurs', { path, reason }))
}
