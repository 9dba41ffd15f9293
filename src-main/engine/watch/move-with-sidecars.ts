/** @file Moves a sent file with its sidecars. All of them get the same new name, which is stored before the first is moved. */
import { basename } from 'node:path'
import { FailureError, failure, paramOf } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { pathOf } from '../files/paths.ts'
import type { FolderParts } from './folder-deps.ts'
import type { WatchedFile } from './ports.ts'
import { type Family, suffixOf, withSuffix } from './sidecars.ts'

/** Bounds the search for a free name. */
const MAX_NUMBERS = 10_000
/** Another program may take a name in between. */
const MAX_ATTEMPTS = 3

type MoveDeps = Pick<FolderParts, 'key' | 'pathAt' | 'watchedFiles' | 'files' | 'signal' | 'inTransaction'>

interface MoveJob {
  readonly entry: WatchedFile
  /** The folder that files are moved to. */
  readonly folder: string
  /** Files beside it that go along, before the file itself. */
  readonly sidecars: readonly string[]
  readonly family: Family
  /** Called before the file itself is moved: it may have been written to since. */
  readonly isSent: () => Promise<boolean>
}

/** Returns the new path; `null` when the file was written to since it was sent, and stays. @throws FailureError `watch.notMoved` */
export async function moveWithSidecars(deps: MoveDeps, job: MoveJob): Promise<string | null> {
  const { entry, family } = job
  const into = pathOf(job.folder, entry.directory)
  const stored = storedSuffix(entry, into, family.stemLength)
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const isResumed = attempt === 0 && stored !== null
    const suffix = isResumed ? stored : await freeSuffix(deps, into, job)
    const to = (name: string): string => pathOf(into, withSuffix(name, family.stemLength, suffix))
    if (!isResumed) storeTargets(deps, job, to)
    const pathBefore = (name: string): string => deps.pathAt({ directory: entry.directory, name })
    const move = (name: string): Promise<boolean> =>
      deps.files.move(pathBefore(name), to(name), { signal: deps.signal(), isResumed })
    const moveBeside = (name: string): Promise<boolean> =>
      move(name).catch((caught: unknown) => {
        throw asClipFailure(caught, pathBefore(entry.name), name)
      })
    if (!(await all(job.sidecars, moveBeside))) continue
    if (!(await job.isSent())) return null
    if (await move(entry.name)) return to(entry.name)
  }
  throw new FailureError(
    failure('watch.notMoved', { path: entry.name, reason: phrase('its name is taken there again and again') }),
  )
}

/** A sidecar that cannot be moved prevents the move of its clip; the failure is stored for the clip. */
function asClipFailure(caught: unknown, path: string, beside: string): unknown {
  if (!(caught instanceof FailureError)) return caught
  const { code } = caught.failure
  if (code === 'watch.held') return new FailureError(failure('watch.heldBeside', { path, beside }), caught)
  if (code !== 'watch.notMoved') return caught
  return new FailureError(
    failure(code, {
      path,
      reason: phrase('{beside}, which goes with it, stays: {why}', { beside, why: paramOf(caught.failure, 'reason') }),
    }),
    caught,
  )
}

/** The suffix of the name that an earlier attempt stored; `null` when there was none, or when the target is another one now. */
function storedSuffix({ movedTo, name }: WatchedFile, into: string, stemLength: number): string | null {
  const named = basename(movedTo ?? '')
  return movedTo === pathOf(into, named) ? suffixOf(named, name, stemLength) : null
}

/** The first suffix with which every name of the family is free. */
async function freeSuffix({ files, signal }: MoveDeps, into: string, { entry, family }: MoveJob): Promise<string> {
  for (let number = 1; number <= MAX_NUMBERS; number += 1) {
    signal().throwIfAborted()
    const suffix = number === 1 ? '' : ` ${number}`
    const isFree = async (name: string): Promise<boolean> =>
      !(await files.isTaken(pathOf(into, withSuffix(name, family.stemLength, suffix))))
    if (await all(family.names, isFree)) return suffix
  }
  throw new FailureError(failure('watch.notMoved', { path: entry.name, reason: phrase('there are too many files of this name') }))
}

/** For the whole family: members that the folder sends as well are moved on their own, with the same suffix. */
function storeTargets(
  { key, watchedFiles, inTransaction }: MoveDeps,
  { entry, family }: MoveJob,
  to: (name: string) => string,
): void {
  inTransaction(() => {
    for (const name of family.names) {
      const known = name === entry.name ? watchedFiles.get(entry.id) : watchedFiles.at(key, entry.directory, name)
      if (known && known.state !== 'ignored') watchedFiles.save({ ...known, movedTo: to(name) })
    }
  })
}

async function all(names: readonly string[], test: (name: string) => Promise<boolean>): Promise<boolean> {
  for (const name of names) if (!(await test(name))) return false
  return true
}
