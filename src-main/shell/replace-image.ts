/**
 * @file Puts a new AppImage in the place of the old one and starts it. The old one is put back when anything fails, and stays
 * beside it until the new version is up (`replaced-image.ts`): the library deletes it first.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, constants, copyFile, link, lstat, open, rename, rm, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { besides, isBesides, keptBy } from './replaced-image.ts'

/** A program that cannot run, as for want of a library, says so at once. */
const STARTS_MS = 500

/**
 * @param image the one that runs
 * @param onKept told where the old one stays, before the new one starts
 * @throws Error when the new one is not there or not running; all is as it was then
 */
export async function replaceImage(image: string, downloaded: string, onKept: (kept: string) => void): Promise<void> {
  if (isBesides(image)) throw new Error(`${image} is the version before: give it a name of your own first`)
  const destination = placeOf(image, downloaded)
  const next = besides(image, 'new')
  const kept = keptBy(image)
  /** Another file that has the name of the new one. */
  const other = besides(image, 'other')
  // Of an update that was cut off, of whatever version.
  await Promise.all([next, kept, other].map((path) => rm(path, { force: true })))
  const undo: (() => Promise<void>)[] = [() => rm(next, { force: true })]
  try {
    await bring(downloaded, next)
    await keep(image, kept)
    undo.push(() => putBack(kept, image))
    const isTaken = destination !== image && (await isFile(destination))
    if (isTaken) {
      await keep(destination, other)
      undo.push(() => putBack(other, destination))
    }
    await rename(next, destination)
    if (destination !== image && !isTaken) undo.push(() => rm(destination, { force: true }))
    onKept(kept)
    await start(destination)
  } catch (caught) {
    await undoAll(undo, caught)
  }
  const unneeded = [other, downloaded, ...(destination === image ? [] : [image])]
  // The new one runs: what cannot be removed is only in the way.
  await Promise.allSettled(unneeded.map((path) => rm(path, { force: true })))
}

/** A name with a version gets the new one; a name that a person gave stays. */
function placeOf(image: string, downloaded: string): string {
  return /\d+\.\d+\.\d+/.test(basename(image)) ? join(dirname(image), basename(downloaded)) : image
}

/** Into the folder of the image, so that its place is taken in one step. */
async function bring(downloaded: string, next: string): Promise<void> {
  try {
    await link(downloaded, next)
  } catch {
    // Another drive, or one without hard links.
    const [{ size }, { bavail, bsize }] = await Promise.all([stat(downloaded), statfs(dirname(next))])
    if (bavail * bsize < size) throw Object.assign(new Error(`There is too little space in ${dirname(next)}`), { code: 'ENOSPC' })
    await copyFile(downloaded, next, constants.COPYFILE_FICLONE)
    await using copy = await open(next, 'r+')
    await copy.sync()
  }
  await chmod(next, 0o755)
}

async function keep(image: string, kept: string): Promise<void> {
  await link(image, kept).catch(() => rename(image, kept))
}

async function putBack(kept: string, path: string): Promise<void> {
  await rename(kept, path)
  // Two names of one file: renaming one to the other leaves both.
  await rm(kept, { force: true }).catch(() => {})
}

/** The last step first. One that cannot be undone holds up no other, and is what a person has to know. */
async function undoAll(undo: readonly (() => Promise<void>)[], cause: unknown): Promise<never> {
  let problem = cause
  for (const step of undo.toReversed())
    await step().catch((caught: unknown) => {
      problem = caught
    })
  throw problem
}

/** A folder is none: nothing takes its place. */
const isFile = (path: string): Promise<boolean> =>
  lstat(path).then(
    (stats) => !stats.isDirectory(),
    () => false,
  )

/** Resolves when it runs, or has ended well. */
async function start(image: string): Promise<void> {
  const env = { ...process.env, APPIMAGE_SILENT_INSTALL: 'true' }
  const child = spawn(image, [], { detached: true, stdio: 'ignore', env })
  await once(child, 'spawn')
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const [code, signal] = await Promise.race([
    ended,
    new Promise<[0, null]>((resolve) => setTimeout(() => resolve([0, null]), STARTS_MS)),
  ])
  if (code !== 0) throw new Error(`The new version ended at once (${signal ?? code})`)
  child.unref()
}
