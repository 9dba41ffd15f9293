/** @file Where the headless host keeps its data. A folder of its own: the desktop app encrypts secrets for itself. */
import { homedir, userInfo } from 'node:os'
import path from 'node:path'
import { usage } from './parse.ts'

export interface System {
  readonly platform: NodeJS.Platform
  /** The home folder by the environment, and by the list of users. */
  readonly homes: () => readonly string[]
}

export const THIS_SYSTEM: System = { platform: process.platform, homes: () => [homedir(), homeOfUser()] }

/**
 * Folders in the environment count only if absolute: a relative one would depend on the working directory.
 *
 * @param flag `--data-dir`, which wins over `REELAY_DATA_DIR`, which wins over the default folder of the system
 * @throws FailureError `input.invalid` when there is no home folder
 */
export function dataDirFrom(flag: string | undefined, env: NodeJS.ProcessEnv, system: System = THIS_SYSTEM): string {
  if (flag === '') throw usage('--data-dir names no folder.')
  const wanted = flag ?? env['REELAY_DATA_DIR']
  if (wanted !== undefined && wanted !== '') return path.resolve(wanted)
  const { join, home, fromEnv } = systemFolders(env, system)
  switch (system.platform) {
    case 'darwin':
      return join(home(), 'Library', 'Application Support', 'reelay-cli')
    case 'win32':
      return join(fromEnv('LOCALAPPDATA') ?? join(home(), 'AppData', 'Local'), 'reelay-cli')
    default:
      return join(fromEnv('XDG_DATA_HOME') ?? join(home(), '.local', 'share'), 'reelay')
  }
}

/** The folders of a system; `home` throws `input.invalid` when there is none, `fromEnv` leaves out relative ones. */
export function systemFolders(env: NodeJS.ProcessEnv, { platform, homes }: System) {
  const { join, isAbsolute } = platform === 'win32' ? path.win32 : path.posix
  return {
    join,
    home: (): string => homes().find(isAbsolute) ?? refuseWithoutHome(),
    fromEnv(name: string): string | null {
      const folder = env[name]
      return folder !== undefined && isAbsolute(folder) ? folder : null
    },
  }
}

/** Empty for a user without an entry, as in some containers. */
function homeOfUser(): string {
  try {
    return userInfo().homedir
  } catch {
    return ''
  }
}

function refuseWithoutHome(): never {
  throw usage('There is no home folder (HOME is empty or relative). Name a folder for Reelay’s data with --data-dir.')
}
