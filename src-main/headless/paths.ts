/** @file Where the headless host keeps its data. A folder of its own: the desktop app encrypts secrets for itself. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * @param flag `--data-dir`, which wins over `REELAY_DATA_DIR`, which wins over the usual place of the system
 */
export function dataDirFrom(flag: string | undefined, env: NodeJS.ProcessEnv, platform = process.platform): string {
  const wanted = flag ?? env['REELAY_DATA_DIR']
  if (wanted !== undefined && wanted !== '') return resolve(wanted)
  switch (platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'reelay-cli')
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'reelay-cli')
    default:
      return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'reelay')
  }
}
