/** @file Where the headless host keeps its data. A folder of its own: the desktop app encrypts secrets for itself. */
import { homedir, userInfo } from 'node:os'
import path from 'node:path'
import { usage } from './parse.ts'

export interface System {
  readonly platform: NodeJS.Platform
  /** What the environment says about the home folder, and what the list of users says. */
  readonly homes: () => readonly string[]
}

const THIS_SYSTEM: System = { platform: process.platform, homes: () => [homedir(), homeOfUser()] }

/**
 * Folders of the system count only where they are absolute: a relative one would put the data wherever the command is run.
 *
 * @param flag `--data-dir`, which wins over `REELAY_DATA_DIR`, which wins over the usual place of the system
 * @throws FailureError `input.invalid` when there is no home folder
 */
export function dataDirFrom(flag: string | undefined, env: NodeJS.ProcessEnv, system: System = THIS_SYSTEM): string {
  if (flag === '') throw usage('--data-dir names no folder.')
  const wanted = flag ?? env['REELAY_DATA_DIR']
  if (wanted !== undefined && wanted !== '') return path.resolve(wanted)
  const { join, isAbsolute } = system.platform === 'win32' ? path.win32 : path.posix
  const usual = (name: string): string | null => {
    const folder = env[name]
    return folder !== undefined && isAbsolute(folder) ? folder : null
  }
  const home = (): string => system.homes().find(isAbsolute) ?? refuseWithoutHome()
  switch (system.platform) {
    case 'darwin':
      return join(home(), 'Library', 'Application Support', 'reelay-cli')
    case 'win32':
      return join(usual('LOCALAPPDATA') ?? join(home(), 'AppData', 'Local'), 'reelay-cli')
    default:
      return join(usual('XDG_DATA_HOME') ?? join(home(), '.local', 'share'), 'reelay')
  }
}

/** Empty for a user who is on no list, as in some containers. */
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
