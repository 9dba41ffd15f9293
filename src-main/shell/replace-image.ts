/**
 * @file Puts a new AppImage in the place of the old one and starts it. The old one is kept until the new one runs, and is put
 * back when anything fails: the library deletes it first.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, constants, copyFile, link, open, rename, rm, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'

/** A program that cannot run, as for want of a library, says so at once. */
const STARTS_MS = 500

/** @param image the one that runs. @throws Error when the new one is not there or not running; the old one is in its place then */
export async function replaceImage(image: string, downloaded: string): Promise<void> {
  const destination = placeOf(image, downloaded)
  const next = besides(image, 'new')
  const kept = besides(image, 'old')
  await Promise.all([next, kept].map((path) => rm(path, { force: true })))
  try {
    await bring(downloaded, next)
    await keep(image, kept)
    await rename(next, destination)
    await start(destination)
  } catch (caught) {
    await putBack({ image, destination, next, kept })
    throw caught
  }
  const unneeded = [kept, downloaded, ...(destination === image ? [] : [image])]
  // The new one runs: what cannot be removed is only in the way.
  await Promise.allSettled(unneeded.map((path) => rm(path, { force: true })))
}

/** A name with a version gets the new one; a name that a person gave stays. */
function placeOf(image: string, downloaded: string): string {
  return /\d+\.\d+\.\d+/.test(basename(image)) ? join(dirname(image), basename(downloaded)) : image
}

const besides = (image: string, what: string): string => join(dirname(image), `.${basename(image)}.${what}`)

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

async function putBack(paths: Readonly<Record<'image' | 'destination' | 'next' | 'kept', string>>): Promise<void> {
  const { image, destination, next, kept } = paths
  await rm(next, { force: true }).catch(() => {})
  const isKept = await stat(kept).then(
    () => true,
    () => false,
  )
  if (!isKept) return
  await rename(kept, image)
  // Two names of one file: renaming one to the other leaves both.
  await rm(kept, { force: true }).catch(() => {})
  if (destination !== image) await rm(destination, { force: true }).catch(() => {})
}

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
