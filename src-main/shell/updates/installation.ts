/** @file Reads how this copy of the app is installed. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Installation } from './update-obstacle.ts'

export function readInstallation(isPackaged: boolean): Installation {
  // Absent in the declarations of Node; Electron sets it.
  const { resourcesPath } = process as { resourcesPath?: string }
  const inResources = (name: string): string | null => (resourcesPath === undefined ? null : join(resourcesPath, name))
  const feed = inResources('app-update.yml')
  return {
    platform: process.platform,
    isPackaged,
    hasFeed: feed !== null && existsSync(feed),
    packageType: readText(inResources('package-type')),
    env: process.env,
    executable: process.execPath,
    access,
  }
}

function readText(path: string | null): string | null {
  return path === null || !existsSync(path) ? null : readFileSync(path, 'utf8').trim()
}

function access(path: string): ReturnType<Installation['access']> {
  try {
    accessSync(path, constants.W_OK)
    return 'writable'
  } catch (caught) {
    return (caught as NodeJS.ErrnoException).code === 'EROFS' ? 'read-only' : 'denied'
  }
}
