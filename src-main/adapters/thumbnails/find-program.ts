/** @file Where a program is installed, by the search path of the environment. */
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import process from 'node:process'
import { callDrive } from '../drives/calls.ts'
import { stat } from '../drives/files.ts'

/** Apps of macOS are started without the search path of the shell; package managers install here. */
const USUAL = process.platform === 'darwin' ? ['/opt/homebrew/bin', '/usr/local/bin'] : []

/** `null` where there is none. Folders that depend on where a process was started are not looked into. */
export async function findProgram(name: string, path = process.env['PATH'] ?? ''): Promise<string | null> {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  for (const folder of [...path.split(delimiter), ...USUAL]) {
    const candidate = join(folder, file)
    if (isAbsolute(folder) && (await isProgram(candidate))) return candidate
  }
  return null
}

async function isProgram(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false
    await callDrive(path, () => access(path, constants.X_OK))
    return true
  } catch {
    return false
  }
}
