/**
 * @file Caches thumbnails as files in one folder, named by their ids: `<id>.webp`, `<id>.jpg`, or `<id>.none` with the names of the makers
 * that could make none. The modification time of a file is when it was last shown, so the order of use survives a restart. Errors of the
 * disk are not thrown: a thumbnail that cannot be stored is made again. Only this user can read the folder.
 */
import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Log } from '../../engine/ports.ts'
import { type Picture, pictureFrom } from '../../engine/thumbnails/picture.ts'
import { MAKERS, type MakerName, type ThumbnailCache } from '../../engine/thumbnails/ports.ts'

type Extension = 'webp' | 'jpg' | 'none'

interface CacheEntry {
  readonly extension: Extension
  /** The space that it takes on the disk. */
  readonly bytes: number
  readonly usedAt: number
  readonly tried: readonly MakerName[]
}

const FILE = /^(?<id>[0-9a-f]{64})\.(?<extension>webp|jpg|none)$/
/** File systems allocate blocks. */
const BLOCK_BYTES = 4_096
/** The date of a file is not written again within this time. */
const DATE_PRECISION_MS = 60 * 60 * 1_000
/** Another browser may decode a clip that one could not: after this time a page is asked again. */
const PAGE_RETRY_MS = 24 * 60 * 60 * 1_000
/** Files that are read at the same time when the folder is read. */
const AT_ONCE = 8

interface CacheDeps {
  readonly folder: string
  readonly now: () => number
  readonly log: Log
}

export function createThumbnailCache({ folder, now, log }: CacheDeps): ThumbnailCache {
  /** By id, the least recently used first. */
  let entries = new Map<string, CacheEntry>()
  let totalBytes = 0
  let maxBytes = Number.POSITIVE_INFINITY
  let opened: Promise<void> | null = null

  const pathOf = (id: string, extension: Extension): string => join(folder, `${id}.${extension}`)

  async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (caught) {
      log.debug(() => `a thumbnail: ${caught instanceof Error ? caught.message : String(caught)}`)
      return undefined
    }
  }

  async function readAll(): Promise<void> {
    const found: [string, CacheEntry][] = []
    const names = (await quietly(() => readdir(folder))) ?? []
    for (let start = 0; start < names.length; start += AT_ONCE) {
      const read = await Promise.all(names.slice(start, start + AT_ONCE).map(readEntry))
      found.push(...read.filter((entry) => entry !== null))
    }
    entries = new Map(found.sort(([, a], [, b]) => a.usedAt - b.usedAt))
    totalBytes = found.reduce((sum, [, { bytes }]) => sum + bytes, 0)
    await quietly(() => chmod(folder, 0o700))
  }

  /** `null` for a foreign file, and for one that was being written when a process ended, which is deleted. */
  async function readEntry(name: string): Promise<[string, CacheEntry] | null> {
    const { id, extension } = FILE.exec(name)?.groups ?? {}
    if (id === undefined) {
      if (name.endsWith('.new')) await quietly(() => rm(join(folder, name)))
      return null
    }
    const stats = await quietly(() => stat(join(folder, name)))
    if (!stats?.isFile()) return null
    const tried = extension === 'none' ? await readTried(join(folder, name)) : []
    return [id, { extension: extension as Extension, bytes: onDisk(stats.size), usedAt: stats.mtimeMs, tried }]
  }

  async function readTried(path: string): Promise<readonly MakerName[]> {
    const listed = ((await quietly(() => readFile(path, 'utf8'))) ?? '').split(' ')
    return MAKERS.filter((name) => listed.includes(name))
  }

  function set(id: string, next: CacheEntry): void {
    totalBytes += next.bytes - (entries.get(id)?.bytes ?? 0)
    entries.delete(id)
    entries.set(id, next)
  }

  async function remove(id: string): Promise<void> {
    const removed = entries.get(id)
    if (!removed) return
    entries.delete(id)
    totalBytes -= removed.bytes
    await quietly(() => rm(pathOf(id, removed.extension), { force: true }))
  }

  async function write(
    id: string,
    extension: Extension,
    content: Uint8Array | string,
    tried: readonly MakerName[],
  ): Promise<void> {
    // Under another name first: a process may be killed at any time.
    const fresh = `${pathOf(id, extension)}.${randomBytes(4).toString('hex')}.new`
    const isWritten = await quietly(async () => {
      await makeFolder()
      await writeFile(fresh, content, { mode: 0o600, flag: 'wx' })
      await rename(fresh, pathOf(id, extension))
      return true
    })
    if (!isWritten) return void (await quietly(() => rm(fresh, { force: true })))
    const before = entries.get(id)
    if (before && before.extension !== extension) await remove(id)
    set(id, { extension, bytes: onDisk(content.length), usedAt: now(), tried })
    await limitTo(maxBytes)
  }

  /** Creates this folder alone: a thumbnail must not create the data folder. */
  async function makeFolder(): Promise<void> {
    await stat(dirname(folder))
    await mkdir(folder, { mode: 0o700 }).catch(() => {})
  }

  async function limitTo(limit: number): Promise<void> {
    maxBytes = limit
    for (const id of entries.keys()) {
      if (totalBytes <= maxBytes) return
      await remove(id)
    }
  }

  return {
    open: () => (opened ??= readAll()),
    idOf: (text) => createHash('sha256').update(text).digest('hex'),
    has: (id) => (entries.get(id)?.extension ?? 'none') !== 'none',
    failedMakers(id) {
      const { tried, usedAt } = entries.get(id) ?? { tried: [], usedAt: 0 }
      return now() - usedAt < PAGE_RETRY_MS ? tried : tried.filter((name) => name !== 'page')
    },

    async read(id) {
      const found = entries.get(id)
      if (!found || found.extension === 'none') return null
      const path = pathOf(id, found.extension)
      const bytes = await quietly(() => readFile(path))
      const picture = bytes === undefined ? null : pictureFrom(bytes)
      // Damaged, or deleted by another program: it is made again.
      if (!picture) await remove(id)
      else if (entries.has(id)) {
        const isRecent = now() - found.usedAt < DATE_PRECISION_MS
        set(id, { ...found, usedAt: isRecent ? found.usedAt : now() })
        if (!isRecent) await quietly(() => utimes(path, now() / 1_000, now() / 1_000))
      }
      return picture
    },

    keep: (id, picture) => write(id, extensionOf(picture), picture.bytes, []),
    storeFailedMakers: (id, tried) => write(id, 'none', tried.join(' '), tried),
    limitTo,
  }
}

function extensionOf({ type }: Picture): Extension {
  return type === 'image/webp' ? 'webp' : 'jpg'
}

function onDisk(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / BLOCK_BYTES)) * BLOCK_BYTES
}
