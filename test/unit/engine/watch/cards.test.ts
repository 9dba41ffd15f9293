import { mkdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readFolder } from '../../../../src-main/adapters/watch/folder-content.ts'
import type { CardOffer } from '../../../../src-main/contract/watch.ts'
import type { Volume, Volumes } from '../../../../src-main/engine/files/volumes.ts'
import type { WatchesData } from '../../../../src-main/engine/settings/settings-files.ts'
import { createCardOffers } from '../../../../src-main/engine/watch/card-offers.ts'
import { createCards } from '../../../../src-main/engine/watch/cards.ts'
import { memoryFile, noFolders, silentLog } from '../../../support/fakes.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

async function drives() {
  const folder = await tempFolder()
  const mounted: Volume[] = []
  const told: (readonly CardOffer[])[] = []
  const file = memoryFile<WatchesData>({ watches: [], dismissedCards: [] })
  const reads: string[] = []
  const files = {
    ...noFolders.folderFiles,
    readFolder: (path: string) => {
      reads.push(path)
      return readFolder(path)
    },
  }
  const hearing = new Set<() => void>()
  const volumes: Volumes = {
    of: async () => null,
    list: async () => mounted,
    onChange(listener) {
      hearing.add(listener)
      return () => void hearing.delete(listener)
    },
  }
  const cards = createCards({ files, volumes })
  let tellAudience = (_isThere: boolean): void => {}
  const offers = createCardOffers({
    cards,
    volumes,
    file,
    log: silentLog,
    onAudience(listener) {
      tellAudience = listener
      listener(true)
      return () => {}
    },
    onChange: (list) => void told.push(list),
  })
  /** Real folders are read. */
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60))
  return {
    hearing,
    /** Interfaces come and go. */
    async audience(isThere: boolean): Promise<void> {
      tellAudience(isThere)
      await settled()
    },
    async changed(): Promise<void> {
      for (const listener of hearing) listener()
      await settled()
    },
    folder,
    file,
    offers,
    told,
    reads,
    async plugIn(label: string, structure: string, kind: Volume['kind'] = 'removable'): Promise<void> {
      const root = folder.in(label)
      await mkdir(`${root}/${structure}`, { recursive: true })
      mounted.push({ id: `id of ${label}`, own: null, label, kind, root, stableInodes: false })
    },
    unplug: (): void => void mounted.splice(0),
    async stat(): Promise<readonly (readonly [string, string])[]> {
      offers.start()
      await settled()
      offers.stop()
      return offers.list().map(({ label, structure }) => [label, structure] as const)
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('cards of cameras', () => {
  it.each(['DCIM', 'PRIVATE/M4ROOT', 'CONTENTS/CLIP', 'XDROOT', 'private/avchd'])('are offered for %s', async (structure) => {
    await using all = await drives()
    await all.plugIn('CARD', structure)
    await all.plugIn('STICK', 'Documents/PRIVATE')
    await all.plugIn('DISK', 'DCIM', 'local')
    expect(await all.stat()).toEqual([['CARD', structure.toUpperCase()]])
    expect(all.told).toHaveLength(1)
  })

  it('are looked into once while they are plugged in, and are no longer offered when they are not', async () => {
    await using all = await drives()
    await all.plugIn('CARD', 'DCIM')
    await all.stat()
    const { length } = all.reads
    await all.stat()
    expect(all.reads).toHaveLength(length)
    all.unplug()
    expect(await all.stat()).toEqual([])
    expect(all.told.at(-1)).toEqual([])
  })

  it('are not offered again when somebody said no', async () => {
    await using all = await drives()
    await all.plugIn('CARD', 'DCIM')
    await all.stat()
    all.offers.dismiss('id of CARD')
    expect(all.offers.list()).toEqual([])
    all.unplug()
    await all.stat()
    await all.plugIn('CARD', 'DCIM')
    expect(await all.stat()).toEqual([])
  })

  it('are looked for only while somebody can see the offer, and when drives have come or gone', async () => {
    await using all = await drives()
    all.offers.start()
    await all.audience(false)
    expect(all.hearing.size).toBe(0)
    await all.plugIn('CARD', 'DCIM')
    await all.changed()
    expect([all.offers.list(), all.reads]).toEqual([[], []])
    await all.audience(true)
    expect(all.offers.list().map(({ label }) => label)).toEqual(['CARD'])
    await all.plugIn('OTHER', 'DCIM')
    await all.changed()
    expect(all.offers.list().map(({ label }) => label)).toEqual(['CARD', 'OTHER'])
    all.offers.stop()
    expect(all.hearing.size).toBe(0)
  })
})
