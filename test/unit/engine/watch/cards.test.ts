import { mkdir } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { readFolder } from '../../../../src-main/adapters/watch/folder-content.ts'
import type { CameraCard } from '../../../../src-main/contract/watch.ts'
import type { Volume, Volumes } from '../../../../src-main/engine/files/volumes.ts'
import type { WatchesData } from '../../../../src-main/engine/settings/settings-files.ts'
import { createCards } from '../../../../src-main/engine/watch/cards.ts'
import { memoryFile, noFolders, silentLog } from '../../../support/fakes.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

async function drives() {
  const folder = await tempFolder()
  const mounted: Volume[] = []
  const reported: (readonly CameraCard[])[] = []
  const file = memoryFile<WatchesData>({ watches: [], dismissedCards: [] })
  const reads: string[] = []
  let slow: Promise<void> | null = null
  let openReads = 0
  const files = {
    ...noFolders.folderFiles,
    readFolder: async (path: string) => {
      reads.push(path)
      await slow
      openReads += 1
      return readFolder(path).finally(() => {
        openReads -= 1
      })
    },
  }
  const listeners = new Set<() => void>()
  const volumes: Volumes = {
    of: async () => null,
    list: async () => mounted,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  let reportConsumers = (_isThere: boolean): void => {}
  const cards = createCards({
    files,
    volumes,
    file,
    log: silentLog,
    onConsumers(listener) {
      reportConsumers = listener
      listener(true)
      return () => {}
    },
    onChange: (list) => void reported.push(list),
  })
  /** Real folders are read, one after the other: the next one in the turn in which the one before has been read. */
  async function settled(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet = openReads > 0 ? 0 : quiet + 1) await nextTurn()
  }
  return {
    listeners,
    /** Interfaces come and go. */
    async setConsumers(isThere: boolean): Promise<void> {
      reportConsumers(isThere)
      await settled()
    },
    async changed(): Promise<void> {
      for (const listener of listeners) listener()
      await settled()
    },
    /** Reads of folders take until the returned function is called. */
    slowDown(): () => Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      slow = promise
      return async () => {
        slow = null
        resolve()
        await settled()
      }
    },
    folder,
    file,
    cards,
    reported,
    reads,
    async plugIn(label: string, structure: string, kind: Volume['kind'] = 'removable'): Promise<void> {
      const root = folder.in(label)
      await mkdir(`${root}/${structure}`, { recursive: true })
      mounted.push({ id: `id of ${label}`, fileSystem: null, label, kind, root, stableInodes: false })
    },
    unplug: (): void => void mounted.splice(0),
    async stat(): Promise<readonly (readonly [string, string])[]> {
      cards.start()
      await settled()
      cards.stop()
      return cards.list().map(({ label, structure }) => [label, structure] as const)
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('camera cards', () => {
  it.each(['DCIM', 'PRIVATE/M4ROOT', 'CONTENTS/CLIP', 'XDROOT', 'private/avchd'])('are listed for %s', async (structure) => {
    await using all = await drives()
    await all.plugIn('CARD', structure)
    await all.plugIn('STICK', 'Documents/PRIVATE')
    await all.plugIn('DISK', 'DCIM', 'local')
    expect(await all.stat()).toEqual([['CARD', structure.toUpperCase()]])
    expect(all.reported).toHaveLength(1)
  })

  it('are read once while they are plugged in, and are not listed any more when they are not', async () => {
    await using all = await drives()
    await all.plugIn('CARD', 'DCIM')
    await all.stat()
    const { length } = all.reads
    await all.stat()
    expect(all.reads).toHaveLength(length)
    all.unplug()
    expect(await all.stat()).toEqual([])
    expect(all.reported.at(-1)).toEqual([])
  })

  it('are not listed when they were unplugged while they were read', async () => {
    await using all = await drives()
    all.cards.start()
    await all.plugIn('CARD', 'DCIM')
    const speedUp = all.slowDown()
    await all.changed()
    all.unplug()
    await all.changed()
    await speedUp()
    expect(all.cards.list()).toEqual([])
    all.cards.stop()
  })

  it('are not listed again after they were dismissed', async () => {
    await using all = await drives()
    await all.plugIn('CARD', 'DCIM')
    await all.stat()
    all.cards.dismiss('id of CARD')
    expect(all.cards.list()).toEqual([])
    all.unplug()
    await all.stat()
    await all.plugIn('CARD', 'DCIM')
    expect(await all.stat()).toEqual([])
  })

  it('are searched only while somebody can see the list, and when volumes were mounted or unmounted', async () => {
    await using all = await drives()
    all.cards.start()
    await all.setConsumers(false)
    expect(all.listeners.size).toBe(0)
    await all.plugIn('CARD', 'DCIM')
    await all.changed()
    expect([all.cards.list(), all.reads]).toEqual([[], []])
    await all.setConsumers(true)
    expect(all.cards.list().map(({ label }) => label)).toEqual(['CARD'])
    await all.plugIn('OTHER', 'DCIM')
    await all.changed()
    expect(all.cards.list().map(({ label }) => label)).toEqual(['CARD', 'OTHER'])
    all.cards.stop()
    expect(all.listeners.size).toBe(0)
  })
})
