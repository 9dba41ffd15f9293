/**
 * @file Thumbnails as files in one folder, named by their ids: `<id>.webp`, `<id>.jpg`, or `<id>.none` with the names of the makers that could
 * make none. The date of a file says when it was last shown, so the order outlives a restart. Errors of the disk are not thrown: a
 * thumbnail that cannot be kept is made again. Only this user can look into the folder.
 */
import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Log } from '../../engine/ports.ts'
import { type Picture, pictureFrom } from '../../engine/thumbnails/picture.ts'
import { MAKERS, type MakerName, type ThumbnailCache } from '../../engine/thumbnails/ports.ts'

type Ending = 'webp' | 'jpg' | 'none'

interface Kept {
  readonly ending: Ending
  /** What it takes on the disk. */
  readonly bytes: number
  readonly usedAt: number
  readonly tried: readonly MakerName[]
}

const FILE = /^(?<id>[0-9a-f]{64})\.(?<ending>webp|jpg|none)$/
/** File systems give out blocks. */
const BLOCK_BYTES = 4_096
/** The date of a file that was shown a moment ago is not written again. */
const NOTED_AGAIN_MS = 60 * 60 * 1_000
/** Another browser may decode what one could not. */
const PAGE_TRIED_MS = 24 * 60 * 60 * 1_000
/** Files that are looked at together when the folder is read. */
const AT_ONCE = 8

export interface CacheDeps {
  readonly folder: string
  readonly now: () => number
  readonly log: Log
}

export function createThumbnailCache({ folder, now, log }: CacheDeps): ThumbnailCache {
  /** The least recently used first. */
  let kept = new Map<string, Kept>()
  let totalBytes = 0
  let maxBytes = Number.POSITIVE_INFINITY
  let opened: Promise<void> | null = null

  const pathOf = (id: string, ending: Ending): string => join(folder, `${id}.${ending}`)

  async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (caught) {
      log.debug(() => `a thumbnail: ${caught instanceof Error ? caught.message : String(caught)}`)
      return undefined
    }
  }

  async function readAll(): Promise<void> {
    const found: [string, Kept][] = []
    const names = (await quietly(() => readdir(folder))) ?? []
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const some = await Promise.all(names.slice(at, at + AT_ONCE).map(readOne))
      found.push(...some.filter((one) => one !== null))
    }
    kept = new Map(found.sort(([, one], [, other]) => one.usedAt - other.usedAt))
    totalBytes = found.reduce((sum, [, { bytes }]) => sum + bytes, 0)
    await quietly(() => chmod(folder, 0o700))
  }

  /** `null` for what is not ours, and for a part of one that was being written when the process ended, which is deleted. */
  async function readOne(name: string): Promise<[string, Kept] | null> {
    const { id, ending } = FILE.exec(name)?.groups ?? {}
    if (id === undefined) {
      if (name.endsWith('.new')) await quietly(() => rm(join(folder, name)))
      return null
    }
    const stats = await quietly(() => stat(join(folder, name)))
    if (!stats?.isFile()) return null
    const tried = ending === 'none' ? await readTried(join(folder, name)) : []
    return [id, { ending: ending as Ending, bytes: onDisk(stats.size), usedAt: stats.mtimeMs, tried }]
  }

  async function readTried(path: string): Promise<readonly MakerName[]> {
    const words = ((await quietly(() => readFile(path, 'utf8'))) ?? '').split(' ')
    return MAKERS.filter((name) => words.includes(name))
  }

  function set(id: string, next: Kept): void {
    totalBytes += next.bytes - (kept.get(id)?.bytes ?? 0)
    kept.delete(id)
    kept.set(id, next)
  }

  async function remove(id: string): Promise<void> {
    const gone = kept.get(id)
    if (!gone) return
    kept.delete(id)
    totalBytes -= gone.bytes
    await quietly(() => rm(pathOf(id, gone.ending), { force: true }))
  }

  async function write(id: string, ending: Ending, content: Uint8Array | string, tried: readonly MakerName[]): Promise<void> {
    // Written as a whole or not at all: a process may be killed at any time.
    const fresh = `${pathOf(id, ending)}.${randomBytes(4).toString('hex')}.new`
    const isWritten = await quietly(async () => {
      await makeFolder()
      await writeFile(fresh, content, { mode: 0o600, flag: 'wx' })
      await rename(fresh, pathOf(id, ending))
      return true
    })
    if (!isWritten) return void (await quietly(() => rm(fresh, { force: true })))
    const before = kept.get(id)
    if (before && before.ending !== ending) await remove(id)
    set(id, { ending, bytes: onDisk(content.length), usedAt: now(), tried })
    await limitTo(maxBytes)
  }

  /** Only this folder: a thumbnail does not create the data folder. */
  async function makeFolder(): Promise<void> {
    await stat(dirname(folder))
    await mkdir(folder, { mode: 0o700 }).catch(() => {})
  }

  async function limitTo(limit: number): Promise<void> {
    maxBytes = limit
    for (const id of kept.keys()) {
      if (totalBytes <= maxBytes) return
      await remove(id)
    }
  }

  return {
    open: () => (opened ??= readAll()),
    idOf: (text) => createHash('sha256').update(text).digest('hex'),
    has: (id) => (kept.get(id)?.ending ?? 'none') !== 'none',
    tried(id) {
      const { tried, usedAt } = kept.get(id) ?? { tried: [], usedAt: 0 }
      return now() - usedAt < PAGE_TRIED_MS ? tried : tried.filter((name) => name !== 'page')
    },

    async read(id) {
      const found = kept.get(id)
      if (!found || found.ending === 'none') return null
      const path = pathOf(id, found.ending)
      const bytes = await quietly(() => readFile(path))
      const picture = bytes === undefined ? null : pictureFrom(bytes)
      // Damaged, or deleted by somebody: it is made again.
      if (!picture) await remove(id)
      else if (kept.has(id)) {
        const isNoted = now() - found.usedAt < NOTED_AGAIN_MS
        set(id, { ...found, usedAt: isNoted ? found.usedAt : now() })
        if (!isNoted) await quietly(() => utimes(path, now() / 1_000, now() / 1_000))
      }
      return picture
    },

    keep: (id, picture) => write(id, endingOf(picture), picture.bytes, []),
    keepTried: (id, tried) => write(id, 'none', tried.join(' '), tried),
    limitTo,
  }
}

function endingOf({ type }: Picture): Ending {
  return type === 'image/webp' ? 'webp' : 'jpg'
}

function onDisk(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / BLOCK_BYTES)) * BLOCK_BYTES
}
