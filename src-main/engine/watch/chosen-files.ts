/**
 * @file Files that a person sends by the rules of a watched folder without putting them into it: its account, options, titles and
 * priority. Files of the folder itself are left to its watch, so that no file is sent by both.
 */
import { type Failure, failure } from '../../contract/errors.ts'
import type { AddOutcome } from '../../contract/outcomes.ts'
import { lastNameIn } from '../../contract/paths.ts'
import type { Parsed } from '../../contract/requests.ts'
import { locationOn } from '../files/file-locations.ts'
import { belowDirectory, isInside } from '../files/paths.ts'
import type { LocatedFile } from '../files/same-file.ts'
import { volumeOf } from '../files/same-file.ts'
import type { AddChosen } from '../queue/queue-port.ts'
import type { Batches } from './batches.ts'
import type { WatchProfiles } from './watch-profiles.ts'
import type { WatchesDeps } from './watches.ts'

export interface ChosenFilesDeps extends Pick<WatchesDeps, 'files' | 'volumes'> {
  readonly profiles: WatchProfiles
  readonly batches: Pick<Batches, 'byHand'>
  readonly addChosen: AddChosen
  /** The path of a watched folder as it is mounted now. */
  readonly rootOf: (id: string) => string | null
}

export function createChosenFiles({ files, volumes, profiles, batches, addChosen, rootOf }: ChosenFilesDeps) {
  /** @throws FailureError `watch.unknown`; when the account or the options cannot be used, and then nothing was added */
  async function send({ id, paths }: Parsed<'watch.sendFiles'>): Promise<AddOutcome> {
    const { path, rules } = profiles.get(id)
    const root = rootOf(id) ?? path
    const location = locationOn(await volumes.of(root), root)
    const ownFile = (one: string): Failure => failure('watch.ownFile', { path: one, folder: lastNameIn(root) })
    const leftOut: { path: string; failure: Failure }[] = []
    const others: string[] = []
    for (const one of paths) {
      // A folder of its own is one line, however much is in it.
      const real = (await files.folder(one))?.path ?? null
      if (real !== null && isInside(root, real)) leftOut.push({ path: one, failure: ownFile(one) })
      else others.push(one)
    }
    const outcome = await batches.byHand(id, lastNameIn(root), (batchId) =>
      addChosen({
        batchId,
        paths: others,
        destination: { account: rules.accountId },
        ...(rules.titleTemplate === null ? {} : { title: rules.titleTemplate }),
        metadata: {},
        options: rules.options,
        again: false,
        startOver: false,
        priority: rules.priority,
        leaveOut: (file) => (isOwn(file, root, location) ? ownFile(file.path) : null),
      }),
    )
    return { ...outcome, leftOut: [...leftOut, ...outcome.leftOut] }
  }

  return { send }
}

/** Whether a file is in the folder: by its real path, or by its file system where that is mounted at several places. */
function isOwn(file: Pick<LocatedFile, 'real' | 'location'>, root: string, location: string): boolean {
  if (isInside(root, file.real)) return true
  const fileSystem = volumeOf(location)
  if (fileSystem === '' || volumeOf(file.location) !== fileSystem) return false
  const inside = (one: string): string => one.slice(fileSystem.length + 1)
  return belowDirectory(inside(location), inside(file.location)) !== null
}
