/** @file The data folder of the desktop app, which only the running app uses: it alone can read the keys in it. */
import { isOwner } from '../http-api/call-owner.ts'
import { readServerFile, type ServerFile } from '../http-api/server-file.ts'
import { usage } from './parse.ts'
import { type System, systemFolders, THIS_SYSTEM } from './paths.ts'

/** Electron names the folder after the app. */
const NAME = 'Reelay'

/** @throws FailureError `input.invalid` when there is no home folder */
export function appDataDir(env: NodeJS.ProcessEnv, system: System = THIS_SYSTEM): string {
  const { join, home, fromEnv } = systemFolders(env, system)
  switch (system.platform) {
    case 'darwin':
      return join(home(), 'Library', 'Application Support', NAME)
    case 'win32':
      return join(fromEnv('APPDATA') ?? join(home(), 'AppData', 'Roaming'), NAME)
    default:
      return join(fromEnv('XDG_CONFIG_HOME') ?? join(home(), '.config'), NAME)
  }
}

/** The app, if it runs on this folder. */
export async function runningApp(dataDir: string): Promise<ServerFile | null> {
  const serverFile = readServerFile(dataDir)
  return serverFile && (await isOwner(serverFile)) ? serverFile : null
}

/** @throws FailureError `input.invalid` when the app does not run */
export async function requireRunningApp(dataDir: string): Promise<ServerFile> {
  const owner = await runningApp(dataDir)
  if (!owner)
    throw usage(`The Reelay app is not running (${dataDir}). Start it, or leave out --app to use a queue of the command’s own.`)
  return owner
}
