/** @file Moves a sent file with its sidecars: all of them get one name, which is stored before anything is moved. */
import { basename } from 'node:path'
import { FailureError, failure, paramOf } from '../../contract/errors.ts'
import { phrase } from '../../contract/phrase.ts'
import { join, pathOf } from '../files/paths.ts'
import type { FolderParts } from './folder-deps.ts'
import type { WatchedFile } from './ports.ts'
import { type Family, suffixOf, withSuffix } from './sidecars.ts'

/** Beyond this many files of one name something else is wrong. */
const MOST_NUMBERS = 10_000
/** Another program may take a name in between. */
const MOST_ATTEMPTS = 3

export type MoveDeps = Pick<FolderParts, 'key' | 'root' | 'watchedFiles' | 'files' | 'signal' | 'atOnce'>

export interface MoveJob {
  readonly entry: WatchedFile
  /** The folder that files are moved to. */
  readonly folder: string
  /** Files beside it that go along, before the file itself. */
  readonly sidecars: readonly string[]
  readonly family: Family
  /** Called before the file itself is moved: it may have been written to since. */
  readonly isSent: () => Promise<boolean>
}

/** Answers the new path; `null` when the file is not the version that was sent any more, and stays. @throws FailureError `watch.notMoved` */
export async function moveTogether(deps: MoveDeps, job: MoveJob): Promise<string | null> {
  const { entry, family } = job
  const into = pathOf(job.folder, entry.directory)
  const stored = storedSuffix(entry, into, family.stemLength)
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const isResumed = attempt === 0 && stored !== null
    const suffix = isResumed ? stored : await freeSuffix(deps, into, job)
    const to = (name: string): string => pathOf(into, withSuffix(name, family.stemLength, suffix))
    if (!isResumed) storeTargets(deps, job, to)
    const pathHere = (name: string): string => pathOf(deps.root(), join(entry.directory, name))
    const move = (name: string): Promise<boolean> =>
      deps.files.move(pathHere(name), to(name), { signal: deps.signal(), isResumed })
    const moveBeside = (name: string): Promise<boolean> =>
      move(name).catch((caught: unknown) => {
        throw asClipFailure(caught, pathHere(entry.name), name)
      })
    if (!(await everyOne(job.sidecars, moveBeside))) continue
    if (!(await job.isSent())) return null
    if (await move(entry.name)) return to(entry.name)
  }
  throw new FailureError(
    failure('watch.notMoved', { path: entry.name, reason: phrase('its name is taken there again and again') }),
  )
}

/** A sidecar that cannot be moved keeps its clip: the failure is shown for the clip, which is the file that was sent. */
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
  for (let number = 1; number <= MOST_NUMBERS; number += 1) {
    signal().throwIfAborted()
    const suffix = number === 1 ? '' : ` ${number}`
    const isFree = async (name: string): Promise<boolean> =>
      !(await files.isTaken(pathOf(into, withSuffix(name, family.stemLength, suffix))))
    if (await everyOne(family.names, isFree)) return suffix
  }
  throw new FailureError(failure('watch.notMoved', { path: entry.name, reason: phrase('there are too many files of this name') }))
}

/** For the whole family: members that the folder sends as well are moved on their own, with the same suffix. */
function storeTargets({ key, watchedFiles, atOnce }: MoveDeps, { entry, family }: MoveJob, to: (name: string) => string): void {
  atOnce(() => {
    for (const name of family.names) {
      const known = name === entry.name ? watchedFiles.get(entry.id) : watchedFiles.at(key, entry.directory, name)
      if (known && known.state !== 'ignored') watchedFiles.save({ ...known, movedTo: to(name) })
    }
  })
}

async function everyOne(names: readonly string[], isSo: (name: string) => Promise<boolean>): Promise<boolean> {
  for (const name of names) if (!(await isSo(name))) return false
  return true
}
