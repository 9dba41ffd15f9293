/** @file Locations of files that stay valid across mounts: the id of the file system and the path in it. */
import { dirname } from 'node:path'
import { type Failure, failure } from '../../contract/errors/errors.ts'
import { orDefault } from '../exhaustion.ts'
import type { Files } from '../ports/files.ts'
import type { FileIdentity } from './identity.ts'
import { belowDirectory, belowOf, pathOf } from './paths.ts'
import { isOnlyId, type KnownFile, type LocatedFile, likeness, volumeOf } from './same-file.ts'
import type { Volume, Volumes } from './volumes.ts'

/** The location of a real path: `<id of the file system>\n<path in it>`; if the id is unknown, `\n<real path>`. */
export function locationOn(volume: Volume | null, real: string): string {
  const below = volume?.fileSystem ? belowOf(volume.root, real) : null
  if (!volume?.fileSystem || below === null) return `\n${real}`
  const { id, subpath } = volume.fileSystem
  return `${id}\n${[subpath, below].filter((path) => path !== '').join('/')}`
}

/** A file that was found on a volume, at its real path. */
export function locatedOn(volume: Volume | null, path: string, real: string, identity: FileIdentity): LocatedFile {
  return { path, real, identity, location: locationOn(volume, real), stableInodes: volume?.stableInodes ?? true }
}

/** A name for a drive that is away: the folder at which it was mounted. */
export function driveNameOf({ path, location }: Pick<KnownFile, 'path' | 'location'>): string {
  const parts = path.split(/[\\/]/)
  const inside = location.slice(volumeOf(location).length + 1).split('/')
  while (parts.length > 1 && inside.length > 0 && parts.at(-1) === inside.at(-1)) {
    parts.pop()
    inside.pop()
  }
  return parts.findLast((part) => part !== '') ?? path
}

export type FileLocations = ReturnType<typeof createFileLocations>

export function createFileLocations({ files, volumes }: { files: Files; volumes: Volumes }) {
  /** @throws FailureError `file.*` */
  async function locate(path: string): Promise<LocatedFile> {
    const identity = await files.identify(path)
    const real = await files.realPath(path)
    return locatedOn(await volumes.of(real), path, real, identity)
  }

  return {
    locate,

    /** For many files of one walk: each volume is read once. */
    locator(): (file: Pick<LocatedFile, 'path' | 'real' | 'identity'>) => Promise<LocatedFile> {
      const known = new Map<string, Volume | null>()
      return async ({ path, real, identity }) => {
        let volume = known.get(identity.device)
        if (volume === undefined || (volume && belowOf(volume.root, real) === null)) {
          volume = await volumes.of(real)
          known.set(identity.device, volume)
        }
        return locatedOn(volume, path, real, identity)
      }
    },

    /** The failure of a file whose drive is away; `null` when its drive is there, or cannot be identified. */
    async awayFailure({ path, location }: Pick<KnownFile, 'path' | 'location'>): Promise<Failure | null> {
      const fileSystem = volumeOf(location)
      if (!isOnlyId(fileSystem)) return null
      const holds = (volume: Volume | null): boolean => volume?.fileSystem?.id === fileSystem
      if ((await volumes.list()).some(holds)) return null
      // The list has no volumes of the system: then a folder above is on it.
      for (let folder = dirname(path), above = path; folder !== above; above = folder, folder = dirname(folder)) {
        const volume = await volumes.of(folder)
        if (holds(volume)) return null
        if (volume) break
      }
      return failure('file.away', { path, volume: driveNameOf({ path, location }) })
    },

    /** The file where its volume is mounted now; `null` when it is missing, or another one. */
    async findAgain(known: KnownFile): Promise<LocatedFile | null> {
      const fileSystem = volumeOf(known.location)
      if (fileSystem === '') return null
      const inside = known.location.slice(fileSystem.length + 1)
      for (const { fileSystem: mounted, root } of await volumes.list()) {
        if (mounted?.id !== fileSystem) continue
        const below = belowDirectory(mounted.subpath, inside)
        if (below === null) continue
        const found = await locate(pathOf(root, below)).catch(orDefault(null))
        if (found && ['same', 'likely'].includes(likeness(known, found))) return found
      }
      return null
    },
  }
}
