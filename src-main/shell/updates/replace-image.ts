/**
 * @file Replaces an AppImage by a new one and starts that. Unlike the library, it deletes no version before the next one has started: the
 * old one is restored when anything fails, and stays beside the new one until that is up (`replaced-image.ts`).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, constants, copyFile, link, lstat, open, rename, rm, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { backupOf, isUpdateFile, updateFileOf } from './replaced-image.ts'

/** A program that cannot run, such as one without a library that it needs, ends within this time. */
const STARTED_AFTER_MS = 500

/**
 * @param image the path of the AppImage that runs
 * @param onBackedUp called with the path at which the old image stays, before the new one starts
 * @param startedAfterMs how long the new image runs until it counts as started
 * @throws Error when the new image is not in place or does not run; everything is as it was before then
 */
export async function replaceImage(
  image: string,
  downloaded: string,
  onBackedUp: (backup: string) => void,
  startedAfterMs = STARTED_AFTER_MS,
): Promise<void> {
  if (isUpdateFile(image)) throw new Error(`${image} is the version before: give it a name of your own first`)
  const destination = destinationOf(image, downloaded)
  const next = updateFileOf(image, 'new')
  const backup = backupOf(image)
  /** Another file that has the name of the new image. */
  const displaced = updateFileOf(image, 'other')
  // Left by an update, to any version, that was interrupted.
  await Promise.all([next, backup, displaced].map((path) => rm(path, { force: true })))
  const undo: (() => Promise<void>)[] = [() => rm(next, { force: true })]
  try {
    await stage(downloaded, next)
    await backUp(image, backup)
    undo.push(() => restore(backup, image))
    const isTaken = destination !== image && (await isFile(destination))
    if (isTaken) {
      await backUp(destination, displaced)
      undo.push(() => restore(displaced, destination))
    }
    await rename(next, destination)
    if (destination !== image && !isTaken) undo.push(() => rm(destination, { force: true }))
    onBackedUp(backup)
    await start(destination, startedAfterMs)
  } catch (caught) {
    await undoAll(undo, caught)
  }
  const unneeded = [displaced, downloaded, ...(destination === image ? [] : [image])]
  // The new version runs: a file that cannot be removed does no harm.
  await Promise.allSettled(unneeded.map((path) => rm(path, { force: true })))
}

/** A file name with a version changes to the new one; a name that a person chose stays. */
function destinationOf(image: string, downloaded: string): string {
  return /\d+\.\d+\.\d+/.test(basename(image)) ? join(dirname(image), basename(downloaded)) : image
}

/** Links or copies the download into the folder of the image, from where a rename replaces the image in one step. */
async function stage(downloaded: string, next: string): Promise<void> {
  try {
    await link(downloaded, next)
  } catch {
    // It is on another drive, or on one without hard links.
    const [{ size }, { bavail, bsize }] = await Promise.all([stat(downloaded), statfs(dirname(next))])
    if (bavail * bsize < size) throw Object.assign(new Error(`There is too little space in ${dirname(next)}`), { code: 'ENOSPC' })
    await copyFile(downloaded, next, constants.COPYFILE_FICLONE)
    await using copy = await open(next, 'r+')
    await copy.sync()
  }
  await chmod(next, 0o755)
}

async function backUp(path: string, backup: string): Promise<void> {
  await link(path, backup).catch(() => rename(path, backup))
}

async function restore(backup: string, path: string): Promise<void> {
  await rename(backup, path)
  // Renaming one of two hard links of a file to the other leaves both.
  await rm(backup, { force: true }).catch(() => {})
}

/** Undoes the last step first. Throws the cause, or the error of a step that cannot be undone, which matters more to a person. */
async function undoAll(undo: readonly (() => Promise<void>)[], cause: unknown): Promise<never> {
  let problem = cause
  for (const step of undo.toReversed())
    await step().catch((caught: unknown) => {
      problem = caught
    })
  throw problem
}

/** Anything but a folder, which a file cannot replace. */
const isFile = (path: string): Promise<boolean> =>
  lstat(path).then(
    (stats) => !stats.isDirectory(),
    () => false,
  )

/** Resolves when the program still runs after a moment, or has ended without an error. */
async function start(image: string, startedAfterMs: number): Promise<void> {
  const env = { ...process.env, APPIMAGE_SILENT_INSTALL: 'true' }
  const child = spawn(image, [], { detached: true, stdio: 'ignore', env })
  await once(child, 'spawn')
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const [code, signal] = await Promise.race([
    ended,
    new Promise<[0, null]>((resolve) => setTimeout(() => resolve([0, null]), startedAfterMs).unref()),
  ])
  if (code !== 0) throw new Error(`The new version ended at once (${signal ?? code})`)
  child.unref()
}
