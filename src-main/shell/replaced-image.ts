/** @file The AppImage that an update has replaced: it stays beside the new one until that is up, so that one of both works. */
import { realpath, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Log } from '../engine/ports.ts'
import type { StateStore } from './desktop-state.ts'

/** The names have no version: each update clears what any other has left. */
const PREFIX = '.reelay-update-'

export type Beside = 'new' | 'old' | 'other'

/** A hidden file in the folder of an image. */
export const besides = (image: string, what: Beside): string => join(dirname(image), `${PREFIX}${what}.AppImage`)

export const isBesides = (image: string): boolean => basename(image).startsWith(PREFIX)

/** Where an update of this image keeps it. */
export const keptBy = (image: string): string => besides(image, 'old')

export interface Up {
  readonly state: StateStore
  /** The one that runs. */
  readonly version: string
  /** Its own AppImage, if it is one. */
  readonly image: string | undefined
  readonly log: Pick<Log, 'info' | 'warn'>
}

/** Called when this version is up: deletes the image that it has replaced, if it is the one that the update has stored. */
export async function removeReplaced({ state, version, image, log }: Up): Promise<void> {
  const { replaced } = state.get()
  // Another version may run because this one does not.
  if (replaced === null || replaced.by !== version) return
  state.change({ replaced: null })
  try {
    if (image === undefined || !(await isKept(replaced.image, image))) {
      log.warn(`the version before is not removed: ${replaced.image} is not beside this one`)
      return
    }
    await rm(replaced.image, { force: true })
    log.info('the version before is removed: this one is up')
  } catch (caught) {
    log.warn(`the version before could not be removed: ${caught instanceof Error ? caught.message : String(caught)}`)
  }
}

/** The path comes from a file that can be changed: only our own name beside the image that runs is deleted, and never that. */
async function isKept(path: string, image: string): Promise<boolean> {
  if (isBesides(image) || basename(path) !== basename(keptBy(image))) return false
  const [folder, own] = await Promise.all([path, image].map((one) => realpath(dirname(one))))
  return folder === own
}
