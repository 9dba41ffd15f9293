/** @file Finds an installed program by the search path of the environment. */
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import process from 'node:process'
import { callDrive } from '../drives/calls.ts'
import { stat } from '../drives/files.ts'

/** Apps of macOS are started without the search path of the shell; package managers install here. */
const PACKAGE_MANAGER_FOLDERS = process.platform === 'darwin' ? ['/opt/homebrew/bin', '/usr/local/bin'] : []

/** The path of a program; `null` where it is not installed. Relative folders of the search path are ignored. */
export async function findProgram(name: string, path = process.env['PATH'] ?? ''): Promise<string | null> {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  for (const folder of [...path.split(delimiter), ...PACKAGE_MANAGER_FOLDERS]) {
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
