/**
 * @file Which lists are to be written, and with which files: one for the folder that is asked for and one for each folder below that
 * has lists of its own; or one for each folder whose lists some files belong to.
 */
import { dirname, join } from 'node:path'
import { FailureError, failure } from '../../contract/errors.ts'
import { UnusableGlob } from '../../contract/glob-marks.ts'
import { belowOf as pathBelow } from '../../engine/files/paths.ts'
import type { SentContent } from '../../engine/ports/list-writer.ts'
import { stat } from '../drives/files.ts'
import { identify } from '../files/identity.ts'
import { type CheckedFile, unread, type WantedFile } from './check-files.ts'
import type { Histories } from './histories.ts'
import type { History, KnownFile } from './history.ts'
import { DEFAULT_IGNORES, type Ignores, ignoresOf } from './ignores.ts'
import { filesOf, foldersOf, readTree, type TreeFolder } from './tree.ts'

/** One list to write. */
export interface PlannedList {
  readonly history: History
  readonly ignores: readonly string[]
  /** With the hashes of its folders; `null` for some files of a folder. */
  readonly tree: TreeFolder | null
  readonly files: readonly WantedFile[]
  /** What is known to be missing or unreadable before anything is read. */
  readonly unread: readonly CheckedFile[]
  /** Of folders below, by their path. */
  readonly nested: ReadonlyMap<string, PlannedList>
}

export interface PlanContext {
  readonly histories: Histories
  readonly sent: (path: string) => readonly SentContent[]
  readonly signal: AbortSignal
}

/** All of a folder. @param flat one list for all, whatever lists there are below */
export async function planFolder(folder: string, flat: boolean, context: PlanContext): Promise<PlannedList> {
  const { histories, sent, signal } = context
  const history = await histories.of(folder)
  const { patterns, ignores } = ignoresFor(history)
  const tree = await readTree(folder, { ignores, flat, signal })
  const files: WantedFile[] = []
  const listed = new Set<string>()
  for (const { path, below, sizeBytes } of filesOf(tree)) {
    const owner = flat ? await histories.nearest(dirname(path)) : history
    const found = await knownIn(owner, path)
    const own = owner === history ? found : await knownIn(history, path)
    if (own) listed.add(own.listed)
    files.push({ path, below, sizeBytes, ...evidenceOf(found, owner === history && !flat), sent: sent(path) })
  }
  const nested = new Map<string, PlannedList>()
  for (const one of foldersOf(tree)) if (one.hasLists) nested.set(one.path, await planFolder(one.path, false, context))
  const problems = [...foldersOf(tree)].flatMap((one) => one.problems.map(({ path, failure: why }) => unread(path, why)))
  return { history, ignores: patterns, tree, files, unread: [...problems, ...missingOf(history, listed, ignores)], nested }
}

/** Some files, with the lists that they belong to; those that belong to none get one in the folder that they have in common. */
export async function planFiles(
  paths: readonly string[],
  common: string,
  flat: boolean,
  context: PlanContext,
): Promise<PlannedList[]> {
  const groups = new Map<string, { history: History; files: WantedFile[]; unread: CheckedFile[] }>()
  for (const path of paths) {
    context.signal.throwIfAborted()
    const owner = await context.histories.nearest(dirname(path))
    const history = flat || owner === null ? await context.histories.of(common) : owner
    const group = groups.get(history.folder) ?? { history, files: [], unread: [] }
    groups.set(history.folder, group)
    const sent = context.sent(path)
    try {
      const { sizeBytes } = await identify(path)
      const found = evidenceOf(await knownIn(owner, path), owner === history && !flat)
      group.files.push({ path, below: belowOf(history, path), sizeBytes, ...found, sent })
    } catch (caught) {
      if (!(caught instanceof FailureError)) throw caught
      group.unread.push(unread(path, caught.failure, sent.length > 0))
    }
  }
  return [...groups.values()].map((group) => ({
    ...group,
    files: group.files.toSorted((one, other) => (one.below < other.below ? -1 : 1)),
    ignores: ignoresFor(group.history).patterns,
    tree: null,
    nested: new Map(),
  }))
}

/** A folder within one that has lists: what is in it becomes part of those. */
export async function planPart(folder: string, above: History, context: PlanContext): Promise<readonly PlannedList[]> {
  const { ignores } = ignoresFor(above)
  const part = await planFolder(folder, false, context)
  const paths = part.files.map(({ path }) => path).filter((path) => !isLeftOut(belowOf(above, path), ignores))
  const [own, ...others] = await planFiles(paths, above.folder, false, context)
  const problems = own ? [{ ...own, unread: [...own.unread, ...part.unread] }] : []
  return [...problems, ...others, ...part.nested.values()]
}

/** Files that the lists name (`there` has the others, as they are listed), that are not there, and that are not left out by now. */
function missingOf(history: History, there: ReadonlySet<string>, ignores: Ignores): CheckedFile[] {
  return [...history.paths()]
    .filter((below) => !there.has(below) && !isLeftOut(below, ignores))
    .map((below) => {
      const path = join(history.folder, below)
      return unread(path, failure('file.missing', { path }))
    })
}

/** A pattern may fit the file, or a folder that it is in. */
function isLeftOut(below: string, ignores: Ignores): boolean {
  const names = below.split('/')
  return names.some((_name, index) => ignores(names.slice(0, index + 1).join('/'), index + 1 < names.length))
}

function ignoresFor({ folder, ignores }: History): { patterns: readonly string[]; ignores: Ignores } {
  const patterns = ignores === null || ignores.length === 0 ? DEFAULT_IGNORES : ignores
  try {
    return { patterns, ignores: ignoresOf(patterns) }
  } catch (caught) {
    if (!(caught instanceof UnusableGlob)) throw caught
    throw new FailureError(failure('list.badPattern', { path: folder, reason: caught.said }), caught)
  }
}

async function knownIn(history: History | null, path: string): Promise<KnownFile | null> {
  const found = history?.match(belowOf(history, path)) ?? null
  if (history === null || !found?.isOtherCase) return found
  // Where case matters there may be a file of the listed name beside this one.
  return (await isOtherFile(path, join(history.folder, found.listed))) ? null : found
}

async function isOtherFile(path: string, listed: string): Promise<boolean> {
  const [own, other] = await Promise.all([path, listed].map((one) => stat(one, { bigint: true }).catch(() => null)))
  return Boolean(own && other && (own.dev !== other.dev || own.ino !== other.ino))
}

/** @param isOwn the new list is of the same folder, and may say how the file was called before */
function evidenceOf(found: KnownFile | null, isOwn: boolean): Pick<WantedFile, 'known' | 'previousPath'> {
  return { known: found?.hashes ?? null, previousPath: found?.isOtherCase && isOwn ? found.listed : null }
}

function belowOf({ folder }: History, path: string): string {
  return pathBelow(folder, path) ?? path
}
