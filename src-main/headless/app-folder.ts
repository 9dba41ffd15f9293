/** @file The data folder of the desktop app, which only the running app uses: it alone can read the keys in it. */
import path from 'node:path'
import { isOwner } from '../http-api/call-owner.ts'
import { readServerNote, type ServerNote } from '../http-api/server-file.ts'
import { usage } from './parse.ts'
import { homeOf, type System, THIS_SYSTEM } from './paths.ts'

/** As Electron makes it of the name of the app. */
const NAME = 'Reelay'

/** @throws FailureError `input.invalid` when there is no home folder */
export function appDataDir(env: NodeJS.ProcessEnv, system: System = THIS_SYSTEM): string {
  const { join, isAbsolute } = system.platform === 'win32' ? path.win32 : path.posix
  const usual = (name: string): string | null => {
    const folder = env[name]
    return folder !== undefined && isAbsolute(folder) ? folder : null
  }
  switch (system.platform) {
    case 'darwin':
      return join(homeOf(system), 'Library', 'Application Support', NAME)
    case 'win32':
      return join(usual('APPDATA') ?? join(homeOf(system), 'AppData', 'Roaming'), NAME)
    default:
      return join(usual('XDG_CONFIG_HOME') ?? join(homeOf(system), '.config'), NAME)
  }
}

/** The app, if it runs on this folder. */
export async function runningApp(dataDir: string): Promise<ServerNote | null> {
  const note = readServerNote(dataDir)
  return note && (await isOwner(note)) ? note : null
}

/** @throws FailureError `input.invalid` when the app does not run */
export async function needRunningApp(dataDir: string): Promise<ServerNote> {
  const owner = await runningApp(dataDir)
  if (!owner)
    throw usage(`The Reelay app is not running (${dataDir}). Start it, or leave out --app to use a queue of the command’s own.`)
  return owner
}
