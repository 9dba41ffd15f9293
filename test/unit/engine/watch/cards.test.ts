import { mkdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readFolder } from '../../../../src-main/adapters/watch/folder-content.ts'
import type { CardOffer } from '../../../../src-main/contract/watch.ts'
import type { WatchesData } from '../../../../src-main/engine/settings/store-options.ts'
import { createCardOffers } from '../../../../src-main/engine/watch/card-offers.ts'
import { createCards } from '../../../../src-main/engine/watch/cards.ts'
import type { Volume } from '../../../../src-main/engine/watch/ports.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { memoryFile, noFolders, silentLog } from '../../../support/fakes.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

async function drives() {
  const folder = await tempFolder()
  const clock = createFakeClock()
  const mounted: Volume[] = []
  const told: (readonly CardOffer[])[] = []
  const file = memoryFile<WatchesData>({ watches: [], dismissedCards: [] })
  const reads: string[] = []
  const files = {
    ...noFolders.watchedFiles,
    readFolder: (path: string) => {
      reads.push(path)
      return readFolder(path)
    },
  }
  const cards = createCards({ files, volumes: { of: async () => null, list: async () => mounted } })
  const offers = createCardOffers({ cards, file, clock, log: silentLog, onChange: (list) => void told.push(list) })
  return {
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
    async look(): Promise<readonly (readonly [string, string])[]> {
      offers.start()
      // Real folders are read in between.
      for (let turn = 0; turn < 20; turn += 1) {
        await clock.advance(1_000)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
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
    expect(await all.look()).toEqual([['CARD', structure.toUpperCase()]])
    expect(all.told).toHaveLength(1)
  })

  it('are looked into once while they are plugged in, and are no longer offered when they are not', async () => {
    await using all = await drives()
    await all.plugIn('CARD', 'DCIM')
    await all.look()
    const { length } = all.reads
    await all.look()
    expect(all.reads).toHaveLength(length)
    all.unplug()
    expect(await all.look()).toEqual([])
    expect(all.told.at(-1)).toEqual([])
  })

  it('are not offered again when somebody said no', async () => {
    await using all = await drives()
    await all.plugIn('CARD', 'DCIM')
    await all.look()
    all.offers.dismiss('id of CARD')
    expect(all.offers.list()).toEqual([])
    all.unplug()
    await all.look()
    await all.plugIn('CARD', 'DCIM')
    expect(await all.look()).toEqual([])
  })
})
