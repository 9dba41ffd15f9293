import { describe, expect, it } from 'vitest'
import { createFiles } from '../../../../src-main/adapters/files/files.ts'
import { mountedDrives } from '../../../../src-main/engine/files/mounted-drives.ts'
import type { Volume } from '../../../../src-main/engine/files/volumes.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const volume = (label: string, root: string): Volume => ({
  ...{ id: root, fileSystem: null, label, kind: 'removable', root, stableInodes: true },
})

describe('the drives of a file browser', () => {
  it('have the room that is left on them, in the order of their names', async () => {
    await using folder = await tempFolder()
    const files = createFiles(folder.in('data'))
    const volumes = { list: async () => [volume('Card B', folder.path), volume('', folder.path), volume('Card A', '/gone')] }
    const places = await mountedDrives({ volumes, files, clock: createFakeClock() })
    expect(places.map(({ label }) => label)).toEqual([folder.path, 'Card A', 'Card B'])
    expect(places.map(({ freeBytes }) => freeBytes !== null && freeBytes > 0)).toEqual([true, false, true])
  })

  it('that hang are listed without it', async () => {
    const clock = createFakeClock()
    const asked = mountedDrives({
      volumes: { list: async () => [volume('Share', '/mnt/share')] },
      files: { freeBytes: () => new Promise(() => {}) },
      clock,
    })
    await clock.advance(500)
    expect(await asked).toMatchObject([{ label: 'Share', freeBytes: null }])
  })
})
