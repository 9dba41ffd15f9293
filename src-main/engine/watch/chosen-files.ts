/**
 * @file Files that a person sends by the rules of a watched folder without putting them into it: its account, options, titles and
 * priority. Files of the folder that its watch sends are left to it, so that no file is sent by both; others, such as those that were
 * there before it was watched, are sent as they are asked for.
 */
import { posix, sep } from 'node:path'
import { type Failure, failure } from '../../contract/errors.ts'
import type { AddOutcome } from '../../contract/outcomes.ts'
import { lastNameIn } from '../../contract/paths.ts'
import type { Parsed } from '../../contract/requests.ts'
import { locationOn } from '../files/file-locations.ts'
import { belowDirectory, belowOf, directoryOf, foldedPath, isInside, isSamePath } from '../files/paths.ts'
import type { LocatedFile } from '../files/same-file.ts'
import { volumeOf } from '../files/same-file.ts'
import type { AddChosen } from '../queue/queue-port.ts'
import type { Batches } from './batches.ts'
import type { FoundFile } from './ports.ts'
import type { WatchProfiles } from './watch-profiles.ts'
import type { WatchesDeps } from './watches.ts'

export interface ChosenFilesDeps extends Pick<WatchesDeps, 'files' | 'volumes'> {
  readonly profiles: WatchProfiles
  readonly batches: Pick<Batches, 'byHand'>
  readonly addChosen: AddChosen
  /** The path of a watched folder as it is mounted now. */
  readonly rootOf: (id: string) => string | null
  /** Whether a watched folder sends a file of its own, or has sent it, without a person. */
  readonly sendsByItself: (id: string, directory: string, found: FoundFile) => boolean
}

export function createChosenFiles({ files, volumes, profiles, batches, addChosen, rootOf, sendsByItself }: ChosenFilesDeps) {
  /** @throws FailureError `watch.unknown`; when the account or the options cannot be used, and then nothing was added */
  async function send({ id, paths, except, fitting }: Parsed<'watch.sendFiles'>): Promise<AddOutcome> {
    const { path, rules } = profiles.get(id)
    const root = rootOf(id) ?? path
    const location = locationOn(await volumes.of(root), root)
    const ownFile = (one: string): Failure => failure('watch.ownFile', { path: one, folder: lastNameIn(root) })
    const leftOut: { path: string; failure: Failure }[] = []
    const others: string[] = []
    const ownFolders: string[] = []
    for (const one of paths) {
      const real = (await files.folder(one))?.path ?? null
      // Nobody means all that its rules leave out.
      if (real !== null && isSamePath(root, real)) leftOut.push({ path: one, failure: ownFile(one) })
      else {
        others.push(one)
        if (real !== null && isInside(root, real)) ownFolders.push(one)
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
          return sendsByItself(id, directoryOf(below), found) ? ownFile(file.path) : null
        },
      }),
    )
    return { ...outcome, leftOut: [...leftOut, ...inOneLine(outcome.leftOut, ownFolders, ownFile)] }
  }

  return { send }
}

/** A folder is one line, however many of its files are left to the watch. */
function inOneLine(
  leftOut: AddOutcome['leftOut'],
  folders: readonly string[],
  ownFile: (path: string) => Failure,
): AddOutcome['leftOut'] {
  const told = new Set<string>()
  return leftOut.flatMap((line) => {
    const path = line.failure.code === 'watch.ownFile' ? folders.find((one) => isInside(one, line.path)) : undefined
    if (path === undefined) return line
    if (told.has(path)) return []
    told.add(path)
    return { path, failure: ownFile(path) }
  })
}

/**
 * Where a file is below the folder, with `/`, or `null`: by its real path, or by its file system where that is mounted at several
 * places.
 */
function belowRoot(file: Pick<LocatedFile, 'real' | 'location'>, root: string, location: string): string | null {
  const folded = belowOf(foldedPath(root), foldedPath(file.real))
  // As the file system spells it.
  if (folded !== null) return file.real.split(sep).slice(-folded.split('/').length).join('/')
  const fileSystem = volumeOf(location)
  if (fileSystem === '' || volumeOf(file.location) !== fileSystem) return null
  const inside = (one: string): string => one.slice(fileSystem.length + 1)
  return belowDirectory(inside(location), inside(file.location))
}
