/** @file Writes a list as the next generation of an `ascmhl` folder, and names it in the chain file. */
import { createHash } from 'node:crypto'
import { basename, join, relative, sep } from 'node:path'
import { errorCode } from '../../contract/errors/error-code.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { ASCMHL_FOLDER, CHAIN_NAME } from '../../contract/proof/hash-list.ts'
import { c4Of } from '../../contract/proof/hashes.ts'
import { link, mkdir, open, rename, stat, unlink } from '../drives/files.ts'
import { reasonOf } from '../files/identity.ts'
import type { History } from './history.ts'
import { chainXml, listXml, type WrittenList } from './list-xml.ts'

/** Small parts are gathered into writes of this many characters. */
const WRITE_CHARACTERS = 64 * 1024

export interface NewList {
  readonly path: string
  readonly c4: string
}

/** The list is on the disk before the chain file names it. @throws FailureError `list.notWritten` */
export async function writeGeneration(history: History, list: WrittenList): Promise<NewList> {
  const listFolder = join(history.folder, ASCMHL_FOLDER)
  const name = generationName(history, list.createdAt)
  const path = join(listFolder, name)
  const written = await withFailure(path, async () => {
    await mkdir(listFolder, { recursive: true })
    return { path, c4: await writeNew(path, listXml(list)) }
  })
  const chain = join(listFolder, CHAIN_NAME)
  const generations = [...history.generations, { number: history.nextNumber, name, c4: written.c4 }]
  await withFailure(chain, async () => {
    try {
      await replace(chain, chainXml(generations))
    } catch (caught) {
      await unlink(path).catch(() => {})
      throw caught
    }
  })
  return written
}

/** A single list at a path of its own, which no chain file names. @throws FailureError `list.notWritten` */
export function writeSingle(path: string, list: WrittenList): Promise<NewList> {
  return withFailure(path, async () => ({ path, c4: await writeNew(path, listXml(list)) }))
}

/** `0002_A001_2026-11-27_053321Z.mhl` */
function generationName({ folder, nextNumber }: History, at: number): string {
  const [day = '', time = ''] = new Date(at).toISOString().split(/[T.]/)
  // The root of a drive has an empty name.
  const name = basename(folder) || 'root'
  return `${String(nextNumber).padStart(4, '0')}_${name.replaceAll(':', '-')}_${day}_${time.replaceAll(':', '')}Z.mhl`
}

/** The path of a list from a folder above it, as lists refer to each other. */
export function referenceTo({ path, c4 }: NewList, folder: string): { readonly path: string; readonly c4: string } {
  return { path: relative(folder, path).split(sep).join('/'), c4 }
}

/** Writes a whole file or none, and never replaces one: a hard link fails if the name is in use. @returns its C4 */
async function writeNew(path: string, parts: Iterable<string>): Promise<string> {
  const temporary = `${path}.${crypto.randomUUID()}.part`
  const hash = createHash('sha512')
  try {
    await writeSynced(temporary, parts, hash)
    await link(temporary, path).catch(async (caught: unknown) => {
      if (errorCode(caught) === 'EEXIST') throw caught
      // FAT and exFAT have no hard links: an empty file reserves the name and is then replaced.
      const reserved = await reserveName(path)
      await rename(temporary, path).catch(async (why: unknown) => {
        await releaseName(path, reserved)
        throw why
      })
    })
  } finally {
    await unlink(temporary).catch(() => {})
  }
  return c4Of(hash.digest())
}

interface ReservedName {
  readonly dev: bigint
  readonly ino: bigint
}

async function reserveName(path: string): Promise<ReservedName> {
  await using file = await open(path, 'wx')
  return await file.statExactly()
}

/** An empty list would prevent every later one. A file that another program has written there stays. */
async function releaseName(path: string, { dev, ino }: ReservedName): Promise<void> {
  const found = await stat(path, { bigint: true }).catch(() => null)
  if (found?.size === 0n && found.dev === dev && found.ino === ino) await unlink(path).catch(() => {})
}

async function replace(path: string, text: string): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.part`
  try {
    await writeSynced(temporary, [text])
    await rename(temporary, path)
  } catch (caught) {
    await unlink(temporary).catch(() => {})
    throw caught
  }
}

async function writeSynced(path: string, parts: Iterable<string>, hash?: ReturnType<typeof createHash>): Promise<void> {
  await using file = await open(path, 'wx')
  let pending = ''
  const write = async (): Promise<void> => {
    const bytes = Buffer.from(pending)
    pending = ''
    hash?.update(bytes)
    await file.write(bytes)
  }
  for (const part of parts) {
    pending += part
    if (pending.length >= WRITE_CHARACTERS) await write()
  }
  await write()
  await file.sync()
}

async function withFailure<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (caught) {
    if (caught instanceof FailureError) throw caught
    const reason = errorCode(caught) === 'EEXIST' ? phrase('there is a file of this name already') : reasonOf(caught)
    throw new FailureError(failure('list.notWritten', { path, reason }), caught)
  }
}
