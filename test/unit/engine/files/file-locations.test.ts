import { describe, expect, it } from 'vitest'
import { createFileLocations, driveNameOf } from '../../../../src-main/engine/files/file-locations.ts'
import type { Volume } from '../../../../src-main/engine/files/volumes.ts'
import { noFolders } from '../../../support/fakes.ts'

const files = {} as never

function aVolume(root: string, fileSystem: string): Volume {
  return { id: fileSystem, fileSystem: { id: fileSystem, subpath: '' }, label: root, kind: 'removable', root, stableInodes: true }
}

function locationsWith(listed: readonly Volume[], unlisted: readonly Volume[] = []) {
  const holding = (path: string): Volume | null => [...listed, ...unlisted].find(({ root }) => path.startsWith(root)) ?? null
  return createFileLocations({
    files,
    volumes: { ...noFolders.volumes, list: async () => listed, of: async (path) => holding(path) },
  })
}

describe('a file that is missing', () => {
  const file = { path: '/media/anna/CARD/DCIM/a.mp4', location: 'uuid:1234\nDCIM/a.mp4' }

  it('is away while its drive is not mounted, and missing when it is, wherever that is', async () => {
    expect(await locationsWith([]).awayFailure(file)).toMatchObject({
      code: 'file.away',
      params: { path: file.path, volume: 'CARD' },
    })
    expect(await locationsWith([aVolume('/media/anna/OTHER', 'uuid:5678')]).awayFailure(file)).toMatchObject({
      code: 'file.away',
    })
    expect(await locationsWith([aVolume('/mnt', 'uuid:1234')]).awayFailure(file)).toBeNull()
  })

  it('is missing where it was on a volume of the system that is not listed', async () => {
    expect(await locationsWith([], [aVolume('/media', 'uuid:1234')]).awayFailure(file)).toBeNull()
  })

  it.each(['', '\n/clips/a.mp4', 'smbfs://nas/video\na.mp4'])(
    'is missing where its drive has no id of its own: %j',
    async (location) => {
      expect(await locationsWith([]).awayFailure({ path: '/clips/a.mp4', location })).toBeNull()
    },
  )
})

describe('the name of a drive that is away', () => {
  it.each([
    ['/media/anna/EOS 5/DCIM/100/a.mp4', 'uuid:1\nDCIM/100/a.mp4', 'EOS 5'],
    ['/mnt/a.mp4', 'uuid:1\na.mp4', 'mnt'],
    ['E:\\DCIM\\a.mp4', 'serial:1f\nDCIM/a.mp4', 'E:'],
    ['/home/anna/clips/a.mp4', 'uuid:1\n@home/anna/clips/a.mp4', 'home'],
  ])('of %s is that of the folder where it was', (path, location, name) => {
    expect(driveNameOf({ path, location })).toBe(name)
  })
})
