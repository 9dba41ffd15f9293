/** @file Cards of cameras that are plugged in: by the folders that cameras make on them. */
import type { CardOffer } from '../../contract/watch.ts'
import { pathOf } from '../files/paths.ts'
import type { Volume, Volumes } from '../files/volumes.ts'
import type { FolderFiles } from './ports.ts'

/** Folders that only cameras make, the more telling ones first. */
const STRUCTURES = ['PRIVATE/M4ROOT', 'PRIVATE/AVCHD', 'CONTENTS/CLIP', 'XDROOT', 'BPAV', 'DCIM'] as const

export type Cards = ReturnType<typeof createCards>

export function createCards({ files, volumes }: { files: FolderFiles; volumes: Volumes }) {
  /** What was found on volumes that are plugged in, by id and mount point. */
  let known = new Map<string, CardOffer | null>()

  async function structureOf({ root }: Volume): Promise<string | null> {
    const top = await foldersIn(root)
    for (const structure of STRUCTURES) {
      const [first = '', second] = structure.split('/')
      const name = top.find((folder) => folder.toUpperCase() === first)
      if (name === undefined) continue
      if (second === undefined) return structure
      if ((await foldersIn(pathOf(root, name))).some((folder) => folder.toUpperCase() === second)) return structure
    }
    return null
  }

  async function foldersIn(path: string): Promise<readonly string[]> {
    return files.readFolder(path).then(
      ({ folders }) => folders,
      () => [],
    )
  }

  return {
    /** Cards that are plugged in now. Each volume is looked into once. */
    async look(): Promise<readonly CardOffer[]> {
      const mounted = (await volumes.list()).filter(({ kind }) => kind === 'removable')
      const found = new Map<string, CardOffer | null>()
      for (const volume of mounted) {
        const id = volume.id === '' ? volume.root : volume.id
        const key = `${id}\n${volume.root}`
        const before = known.get(key)
        if (before !== undefined) {
          found.set(key, before)
          continue
        }
        const structure = await structureOf(volume)
        found.set(key, structure === null ? null : { id, path: volume.root, label: volume.label, structure })
      }
      known = found
      return [...found.values()].filter((offer) => offer !== null)
    },
  }
}
