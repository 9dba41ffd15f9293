/** @file Writes a list beside those that are there, and names it in the chain file. */
import { createHash } from 'node:crypto'
import { basename, join, relative, sep } from 'node:path'
import { FailureError, failure } from '../../contract/errors.ts'
import { ASCMHL_FOLDER, CHAIN_NAME } from '../../contract/hash-list.ts'
import { c4Of } from '../../contract/hashes.ts'
import { phrase } from '../../contract/phrase.ts'
import { link, mkdir, open, rename, stat, unlink } from '../drives/files.ts'
import { reasonOf } from '../files/identity.ts'
import type { History } from './history.ts'
import { chainXml, listXml, type WrittenList } from './list-xml.ts'

/** A list of 100,000 files is many small parts. */
const PART_LETTERS = 64 * 1024

export interface NewList {
  readonly path: string
  readonly c4: string
}

/** The list is there before the chain file names it. @throws FailureError `list.notWritten` */
export async function writeGeneration(history: History, list: WrittenList): Promise<NewList> {
  const place = join(history.folder, ASCMHL_FOLDER)
  const name = generationName(history, list.createdAt)
  const path = join(place, name)
  const written = await attempt(path, async () => {
    await mkdir(place, { recursive: true })
    return { path, c4: await writeNew(path, listXml(list)) }
  })
  const chain = join(place, CHAIN_NAME)
  const generations = [...history.generations, { number: history.nextNumber, name, c4: written.c4 }]
  await attempt(chain, async () => {
    try {
      await replace(chain, chainXml(generations))
    } catch (caught) {
      await unlink(path).catch(() => {})
      throw caught
    }
  })
  return written
}

/** One list, at any place, that no chain names. @throws FailureError `list.notWritten` */
export function writeSingle(path: string, list: WrittenList): Promise<NewList> {
  return attempt(path, async () => ({ path, c4: await writeNew(path, listXml(list)) }))
}

/** `0002_A001_2026-11-27_053321Z.mhl` */
function generationName({ folder, nextNumber }: History, at: number): string {
  const [day = '', time = ''] = new Date(at).toISOString().split(/[T.]/)
  // The root of a drive has no name.
  const name = basename(folder) || 'root'
  return `${String(nextNumber).padStart(4, '0')}_${name.replaceAll(':', '-')}_${day}_${time.replaceAll(':', '')}Z.mhl`
}

/** The path of a list from a folder above it, as lists refer to each other. */
export function referenceTo({ path, c4 }: NewList, folder: string): { readonly path: string; readonly c4: string } {
  return { path: relative(folder, path).split(sep).join('/'), c4 }
}

/** Whole or not at all, and never in the place of another file: the name is taken by linking, which fails where it is taken. */
async function writeNew(path: string, parts: Iterable<string>): Promise<string> {
  const aside = `${path}.${crypto.randomUUID()}.part`
  const hash = createHash('sha512')
  try {
    await writeSynced(aside, parts, hash)
    await link(aside, path).catch(async (caught: unknown) => {
      if (isCode(caught, 'EEXIST')) throw caught
      // FAT and exFAT know no links: the name is taken by an empty file, which is then replaced.
      const taken = await takeName(path)
      await rename(aside, path).catch(async (why: unknown) => {
        await giveBack(path, taken)
        throw why
      })
    })
  } finally {
    await unlink(aside).catch(() => {})
  }
  return c4Of(hash.digest())
}

interface TakenName {
  readonly dev: bigint
  readonly ino: bigint
}

async function takeName(path: string): Promise<TakenName> {
  await using file = await open(path, 'wx')
  return await file.statExactly()
}

/** An empty list would keep every later one from being written. What another program has put there stays. */
async function giveBack(path: string, { dev, ino }: TakenName): Promise<void> {
  const found = await stat(path, { bigint: true }).catch(() => null)
  if (found?.size === 0n && found.dev === dev && found.ino === ino) await unlink(path).catch(() => {})
}

async function replace(path: string, text: string): Promise<void> {
  const aside = `${path}.${crypto.randomUUID()}.part`
  try {
    await writeSynced(aside, [text])
    await rename(aside, path)
  } catch (caught) {
    await unlink(aside).catch(() => {})
    throw caught
  }
}

async function writeSynced(path: string, parts: Iterable<string>, hash?: ReturnType<typeof createHash>): Promise<void> {
  await using file = await open(path, 'wx')
  let waiting = ''
  const write = async (): Promise<void> => {
    const bytes = Buffer.from(waiting)
    waiting = ''
    hash?.update(bytes)
    await file.write(bytes)
  }
  for (const part of parts) {
    waiting += part
    if (waiting.length >= PART_LETTERS) await write()
  }
  await write()
  await file.sync()
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (caught) {
    if (caught instanceof FailureError) throw caught
    const reason = isCode(caught, 'EEXIST') ? phrase('there is a file of this name already') : reasonOf(caught)
    throw new FailureError(failure('list.notWritten', { path, reason }), caught)
  }
}

function isCode(caught: unknown, code: string): boolean {
  return caught instanceof Error && 'code' in caught && caught.code === code
}
