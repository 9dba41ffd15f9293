import { readdirSync, readFileSync, statSync } from 'node:fs'
import { chmod, mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createThumbnailCache } from '../../../../src-main/adapters/thumbnails/cache.ts'
import type { Picture } from '../../../../src-main/engine/thumbnails/picture.ts'
import { silentLog } from '../../../support/fakes.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const read = (name: string): Uint8Array => readFileSync(new URL(`../../../fixtures/frames/${name}`, import.meta.url))
const JPEG: Picture = { type: 'image/jpeg', bytes: read('picture.jpg') }
const WEBP: Picture = { type: 'image/webp', bytes: read('lossy.webp') }
const BLOCK = 4_096

async function inFolder() {
  const data = await tempFolder()
  const folder = data.in('thumbnails')
  let now = 1_700_000_000_000
  const open = async () => {
    const cache = createThumbnailCache({ folder, now: () => now, log: silentLog })
    await cache.open()
    return cache
  }
  return {
    data,
    folder,
    open,
    pass(ms: number): void {
      now += ms
    },
    names: () => readdirSync(folder).sort(),
    [Symbol.asyncDispose]: () => data[Symbol.asyncDispose](),
  }
}

describe('cached thumbnails', () => {
  it('are files that only this user can read, and exist at the next start', async () => {
    await using place = await inFolder()
    const first = await place.open()
    const [one, two, three] = [first.idOf('one'), first.idOf('two'), first.idOf('three')]
    await first.keep(one, JPEG)
    await first.keep(two, WEBP)
    await first.storeFailedMakers(three, ['ffmpeg', 'page'])
    expect(place.names()).toEqual([`${one}.jpg`, `${two}.webp`, `${three}.none`].sort())
    if (process.platform !== 'win32') {
      expect(statSync(place.folder).mode & 0o777).toBe(0o700)
      expect(statSync(`${place.folder}/${one}.jpg`).mode & 0o777).toBe(0o600)
    }
    const next = await place.open()
    expect([next.has(one), next.has(two), next.has(three)]).toEqual([true, true, false])
    expect([next.failedMakers(one), next.failedMakers(three)]).toEqual([[], ['ffmpeg', 'page']])
    expect(await next.read(one)).toEqual(JPEG)
    expect(await next.read(two)).toEqual(WEBP)
    expect(await next.read(three)).toBeNull()
  })

  it('remember for a day that a page could make none, as another browser may; of makers of this machine until the file changes', async () => {
    await using place = await inFolder()
    const cache = await place.open()
    const id = cache.idOf('clip')
    await cache.storeFailedMakers(id, ['ffmpeg', 'page'])
    place.pass(24 * 60 * 60 * 1_000 - 1)
    expect(cache.failedMakers(id)).toEqual(['ffmpeg', 'page'])
    place.pass(1)
    expect(cache.failedMakers(id)).toEqual(['ffmpeg'])
  })

  it('take no more space than allowed: those that were shown longest ago are deleted first, also after a restart', async () => {
    await using place = await inFolder()
    const first = await place.open()
    const ids = ['a', 'b', 'c', 'd'].map((name) => first.idOf(name))
    for (const id of ids) {
      place.pass(1_000)
      await first.keep(id, JPEG)
      await utimes(`${place.folder}/${id}.jpg`, ids.indexOf(id), ids.indexOf(id) + 1)
    }
    // Shown after a long time, which is noted on the disk.
    place.pass(7_200_000)
    const second = await place.open()
    await second.read(ids[0] ?? '')
    const third = await place.open()
    await third.limitTo(2 * BLOCK)
    expect(ids.map((id) => third.has(id))).toEqual([true, false, false, true])
    expect(place.names()).toHaveLength(2)
    await third.keep(third.idOf('e'), WEBP)
    expect(ids.map((id) => third.has(id))).toEqual([true, false, false, false])
    expect(place.names()).toHaveLength(2)
  })

  it('count with their space on the disk, also those that could not be made', async () => {
    await using place = await inFolder()
    const cache = await place.open()
    await cache.limitTo(10 * BLOCK)
    for (let index = 0; index < 50; index += 1) await cache.storeFailedMakers(cache.idOf(String(index)), ['page'])
    expect(place.names()).toHaveLength(10)
    await cache.limitTo(0)
    expect(place.names()).toEqual([])
  })

  it('replace the earlier entry of the same file', async () => {
    await using place = await inFolder()
    const cache = await place.open()
    const id = cache.idOf('one')
    await cache.storeFailedMakers(id, ['page'])
    await cache.keep(id, WEBP)
    expect(place.names()).toEqual([`${id}.webp`])
    expect([cache.has(id), cache.failedMakers(id)]).toEqual([true, []])
  })

  it('that were damaged or deleted by another program are made again', async () => {
    await using place = await inFolder()
    const cache = await place.open()
    const [one, two] = [cache.idOf('one'), cache.idOf('two')]
    await cache.keep(one, JPEG)
    await cache.keep(two, JPEG)
    await writeFile(`${place.folder}/${one}.jpg`, '<script>')
    await cache.limitTo(Number.POSITIVE_INFINITY)
    expect([await cache.read(one), cache.has(one)]).toEqual([null, false])
    expect(place.names()).toEqual([`${two}.jpg`])
  })

  it('leave foreign files in their folder alone, and delete files that were incomplete when a process ended', async () => {
    await using place = await inFolder()
    await mkdir(place.folder)
    await chmod(place.folder, 0o755)
    await writeFile(`${place.folder}/notes.txt`, 'mine')
    await writeFile(`${place.folder}/${'a'.repeat(64)}.jpg.0123abcd.new`, 'half')
    const cache = await place.open()
    await cache.limitTo(0)
    expect(place.names()).toEqual(['notes.txt'])
    expect(await readFile(`${place.folder}/notes.txt`, 'utf8')).toBe('mine')
    if (process.platform !== 'win32') expect(statSync(place.folder).mode & 0o777).toBe(0o700)
  })

  it('are not stored where the disk refuses, and do not create a data folder', async () => {
    await using data = await tempFolder()
    const nowhere = createThumbnailCache({ folder: data.in('data', 'thumbnails'), now: Date.now, log: silentLog })
    await nowhere.open()
    await nowhere.keep(nowhere.idOf('one'), JPEG)
    expect([nowhere.has(nowhere.idOf('one')), await nowhere.read(nowhere.idOf('one'))]).toEqual([false, null])
    expect(readdirSync(data.path)).toEqual([])
    await writeFile(data.in('thumbnails'), 'a file of this name')
    const blocked = createThumbnailCache({ folder: data.in('thumbnails'), now: Date.now, log: silentLog })
    await blocked.open()
    await blocked.keep(blocked.idOf('one'), JPEG)
    expect(blocked.has(blocked.idOf('one'))).toBe(false)
  })

  it('have ids that reveal nothing of the file', () => {
    const { idOf } = createThumbnailCache({ folder: '/nowhere', now: Date.now, log: silentLog })
    expect(idOf('/secret/place')).toMatch(/^[0-9a-f]{64}$/)
    expect(idOf('/secret/place')).not.toBe(idOf('/secret/places'))
  })
})
