/** @file Walks over the files below a path. Every problem is an entry of its own, so that one bad path does not end the walk. */
import { join } from 'node:path'
import { FailureError, failure, failureFrom } from '../../contract/errors/errors.ts'
import { foldName, globMatcher } from '../../contract/globs/glob-matcher.ts'
import { SYSTEM_NAMES } from '../../contract/globs/ignore-list.ts'
import { plainPath } from '../../contract/text/paths.ts'
import { exhaustionIn } from '../../engine/exhaustion.ts'
import type { WalkedPath } from '../../engine/files/open-files.ts'
import { belowOf } from '../../engine/files/paths.ts'
import { lstat, stat } from '../drives/files.ts'
import { fileFailure, identityOf, reasonOf } from './identity.ts'
import { namesIn, unnamedPath } from './names.ts'
import { type OwnFolder, ownData } from './own-folder.ts'
import { realPath } from './real-path.ts'
import { retryExhausted } from './retry-exhausted.ts'

/** Files of operating systems that nobody wants to send. */
const isSystemName = globMatcher(SYSTEM_NAMES)

const inNaturalOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' }).compare

/** The state of one walk. */
interface Walk {
  readonly root: string
  /** Files and folders outside of the root to which links have led. */
  readonly visited: Set<string>
  readonly signal: AbortSignal | undefined
  readonly own: OwnFolder
}

/** Failures that make a path ignored instead of a problem. */
const IGNORED: ReadonlySet<string> = new Set(['file.linkLoop', 'file.ownData'])

/**
 * The path itself if it is a file, or all files below it in natural order, depth first. Links are followed, except into
 * the same tree, whose files are found without them.
 */
export async function* walk(start: string, signal: AbortSignal | undefined, own: OwnFolder): AsyncGenerator<WalkedPath> {
  const path = plainPath(start)
  let isEmpty = true
  for await (const entry of attempt(path, () => begin(path, signal, own))) {
    isEmpty &&= entry.kind === 'ignored'
    const unnamed = entry.path === path && entry.kind === 'problem' ? await unnamedPath(path) : null
    yield unnamed === null ? entry : notText(unnamed)
  }
  if (isEmpty) yield { kind: 'problem', path, failure: failure('file.emptyFolder', { path }) }
}

async function* begin(path: string, signal: AbortSignal | undefined, own: OwnFolder): AsyncGenerator<WalkedPath> {
  const stats = await stat(path, { bigint: true })
  const real = await realPath(path)
  if (await own.holds(real)) yield { kind: 'problem', path, failure: ownData(path).failure }
  else if (stats.isDirectory()) yield* visitFolder(path, real, { root: real, visited: new Set(), signal, own })
  else yield { kind: 'file', path, real, identity: identityOf(stats, path) }
}

async function* visitFolder(path: string, real: string, walk: Walk): AsyncGenerator<WalkedPath> {
  let found: Awaited<ReturnType<typeof namesIn>>
  try {
    found = await retryExhausted(() => namesIn(path), walk.signal)
  } catch (caught) {
    const problem = exhaustionIn(caught) ?? failure('file.folderUnreadable', { path, reason: reasonOf(caught) })
    yield { kind: 'problem', path, failure: problem }
    return
  }
  for (const name of found.unnamed) yield notText(join(path, name))
  for (const name of found.names.toSorted(inNaturalOrder)) {
    const child = join(path, name)
    if (isSystemName(foldName(name))) yield { kind: 'ignored', path: child, failure: null }
    else yield* attempt(child, () => visit(child, join(real, name), walk))
  }
}

/** @param realIfNoLink the real path, unless the path is a link itself */
async function* visit(path: string, realIfNoLink: string, walk: Walk): AsyncGenerator<WalkedPath> {
  let stats = await lstat(path, { bigint: true })
  let real = realIfNoLink
  if (stats.isSymbolicLink()) {
    real = await realPath(path)
    if (belowOf(walk.root, real) !== null || walk.visited.has(real)) throw new FailureError(failure('file.linkLoop', { path }))
    walk.visited.add(real)
    stats = await stat(path, { bigint: true })
    if (await walk.own.holds(real)) throw ownData(path)
  }
  if (stats.isDirectory() && (await walk.own.is({ path, stats }))) throw ownData(path)
  if (stats.isDirectory()) yield* visitFolder(path, real, walk)
  else yield { kind: 'file', path, real, identity: identityOf(stats, path) }
}

function notText(path: string): WalkedPath {
  return { kind: 'problem', path, failure: failure('file.notText', { path }) }
}

/** Turns an error at a path into an entry of the walk. */
async function* attempt(path: string, work: () => AsyncGenerator<WalkedPath>): AsyncGenerator<WalkedPath> {
  try {
    yield* work()
  } catch (caught) {
    const problem = caught instanceof FailureError ? failureFrom(caught) : fileFailure(caught, path)
    const kind = IGNORED.has(problem.code) ? 'ignored' : 'problem'
    yield { kind, path, failure: problem }
  }
}
