/**
 * @file Sends files that a person chose with the rules of a watched folder (account, options, titles, priority), although they are not
 * in it. Chosen files that are in the folder and that its watch sends are left to the watch, so that no file is sent twice.
 */
import { posix, sep } from 'node:path'
import { type Failure, failure } from '../../contract/errors/errors.ts'
import type { AddOutcome } from '../../contract/queue/outcomes.ts'
import type { Parsed } from '../../contract/requests.ts'
import { lastNameIn } from '../../contract/text/paths.ts'
import { locationOn } from '../files/file-locations.ts'
import { belowDirectory, belowOf, directoryOf, foldedPath, isInside, isSamePath } from '../files/paths.ts'
import { type LocatedFile, volumeOf } from '../files/same-file.ts'
import type { AddChosen } from '../queue/queue-port.ts'
import type { Batches } from './batches.ts'
import type { FoundFile } from './ports.ts'
import type { WatchProfiles } from './watch-profiles.ts'
import type { WatchesDeps } from './watches.ts'

interface ChosenFilesDeps extends Pick<WatchesDeps, 'files' | 'volumes'> {
  readonly profiles: WatchProfiles
  readonly batches: Pick<Batches, 'byHand'>
  readonly addChosen: AddChosen
  /** The path of a watched folder as it is mounted now. */
  readonly rootOf: (id: string) => string | null
  /** Whether a watched folder will send one of its files, or has sent it, without a decision of a person. */
  readonly sendsAutomatically: (id: string, directory: string, found: FoundFile) => boolean
}

export function createChosenFiles({ files, volumes, profiles, batches, addChosen, rootOf, sendsAutomatically }: ChosenFilesDeps) {
  /** @throws FailureError `watch.unknown`; when the account or the options cannot be used, and then nothing was added */
  async function send({ id, paths, except, fitting }: Parsed<'watch.sendFiles'>): Promise<AddOutcome> {
    const { path, rules } = profiles.get(id)
    const root = rootOf(id) ?? path
    const location = locationOn(await volumes.of(root), root)
    const ownFile = (own: string): Failure => failure('watch.ownFile', { path: own, folder: lastNameIn(root) })
    const leftOut: { path: string; failure: Failure }[] = []
    const others: string[] = []
    const ownFolders: string[] = []
    for (const chosen of paths) {
      const real = (await files.folder(chosen))?.path ?? null
      // The watched folder itself would include all files that its rules leave out.
      if (real !== null && isSamePath(root, real)) leftOut.push({ path: chosen, failure: ownFile(chosen) })
      else {
        others.push(chosen)
        if (real !== null && isInside(root, real)) ownFolders.push(chosen)
      }
    }
    const outcome = await batches.byHand(id, lastNameIn(root), (batchId) =>
      addChosen({
        batchId,
        paths: others,
        except,
        fitting,
        destination: { account: rules.accountId },
        ...(rules.titleTemplate === null ? {} : { title: rules.titleTemplate }),
        metadata: {},
        options: rules.options,
        again: false,
        startOver: false,
        priority: rules.priority,
        leaveOut(file) {
          const below = belowRoot(file, root, location)
          if (below === null) return null
          const found = { name: posix.basename(below), identity: file.identity, birthNs: '0' }
          return sendsAutomatically(id, directoryOf(below), found) ? ownFile(file.path) : null
        },
      }),
    )
    return { ...outcome, leftOut: [...leftOut, ...groupedByFolder(outcome.leftOut, ownFolders, ownFile)] }
  }

  return { send }
}

/** Reports a folder once, however many of its files are left to the watch. */
function groupedByFolder(
  leftOut: AddOutcome['leftOut'],
  folders: readonly string[],
  ownFile: (path: string) => Failure,
): AddOutcome['leftOut'] {
  const reported = new Set<string>()
  return leftOut.flatMap((line) => {
    const path = line.failure.code === 'watch.ownFile' ? folders.find((folder) => isInside(folder, line.path)) : undefined
    if (path === undefined) return line
    if (reported.has(path)) return []
    reported.add(path)
    return { path, failure: ownFile(path) }
  })
}

/**
 * The path of a file below the folder, with `/`, or `null`: by its real path, or by its file system where that has several mount
 * points.
 */
function belowRoot(file: Pick<LocatedFile, 'real' | 'location'>, root: string, location: string): string | null {
  const folded = belowOf(foldedPath(root), foldedPath(file.real))
  // As the file system spells it.
  if (folded !== null) return file.real.split(sep).slice(-folded.split('/').length).join('/')
  const fileSystem = volumeOf(location)
  if (fileSystem === '' || volumeOf(file.location) !== fileSystem) return null
  const pathIn = (locationText: string): string => locationText.slice(fileSystem.length + 1)
  return belowDirectory(pathIn(location), pathIn(file.location))
}
