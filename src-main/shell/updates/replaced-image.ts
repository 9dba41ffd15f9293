/** @file The AppImage that an update has replaced stays beside the new one, and is deleted once the new version runs. */
import { realpath, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Log } from '../../engine/ports.ts'
import type { StateStore } from '../desktop-state.ts'

/** The names contain no version, so that an update removes what any other update has left. */
const PREFIX = '.reelay-update-'

/** The path of a hidden file in the folder of an image. */
export const updateFileOf = (image: string, kind: 'new' | 'old' | 'other'): string =>
  join(dirname(image), `${PREFIX}${kind}.AppImage`)

export const isUpdateFile = (path: string): boolean => basename(path).startsWith(PREFIX)

/** Where an update keeps the image that it replaces. */
export const backupOf = (image: string): string => updateFileOf(image, 'old')

interface RunningVersion {
  readonly state: StateStore
  readonly version: string
  /** The path of its AppImage, if it is one. */
  readonly image: string | undefined
  readonly log: Pick<Log, 'info' | 'warn'>
}

/** Called when this version runs: deletes the image that it has replaced, if it is the one that the update has stored. */
export async function removeReplaced({ state, version, image, log }: RunningVersion): Promise<void> {
  const { replaced } = state.get()
  // A person may have started the old version because the new one does not work.
  if (replaced === null || replaced.by !== version) return
  state.change({ replaced: null })
  try {
    if (image === undefined || !(await isBackupOf(replaced.image, image))) {
      log.warn(`the version before is not removed: ${replaced.image} is not beside this one`)
      return
    }
    await rm(replaced.image, { force: true })
    log.info('the version before is removed: this one is up')
  } catch (caught) {
    log.warn(`the version before could not be removed: ${caught instanceof Error ? caught.message : String(caught)}`)
  }
}

/** The stored path may have been changed: only a file with our own name is deleted, beside the image that runs, and never that image. */
async function isBackupOf(path: string, image: string): Promise<boolean> {
  if (isUpdateFile(image) || basename(path) !== basename(backupOf(image))) return false
  const [folder, imageFolder] = await Promise.all([path, image].map((file) => realpath(dirname(file))))
  return folder === imageFolder
}
