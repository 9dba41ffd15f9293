/**
 * @file Plans which lists are written, and with which files. For a folder: its own list, and one for each folder below that has lists of
 * its own. For single files: one for each folder whose lists they belong to.
 */
import { dirname, join } from 'node:path'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { UnusableGlob } from '../../contract/globs/glob-tokens.ts'
import { belowOf as pathBelow } from '../../engine/files/paths.ts'
import type { SentContent } from '../../engine/ports/list-writer.ts'
import { identify } from '../files/identity.ts'
import { type CheckedFile, unread, type WantedFile } from './check-files.ts'
import type { Histories } from './histories.ts'
import type { History, KnownFile } from './history.ts'
import { DEFAULT_IGNORES, type Ignores, ignoresOf } from './ignores.ts'
import { isOtherFile } from './locations.ts'
import { filesOf, foldersOf, readTree, type TreeFolder } from './tree.ts'

/** One list to write. */
export interface PlannedList {
  readonly history: History
  readonly ignores: readonly string[]
  /** The folder, for a list with hashes of folders; `null` for a list of single files. */
  readonly tree: TreeFolder | null
  readonly files: readonly WantedFile[]
  /** Files that are known to be missing or unreadable before anything is read. */
  readonly unread: readonly CheckedFile[]
  /** The lists of folders below, by the path of their folder. */
  readonly nested: ReadonlyMap<string, PlannedList>
}

export interface PlanContext {
  readonly histories: Histories
  readonly sent: (path: string) => readonly SentContent[]
  readonly signal: AbortSignal
}

/** All files of a folder. @param flat one list for all of them, even if folders below have lists of their own */
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
  const folders = [...foldersOf(tree)]
  for (const { path, hasLists } of folders) if (hasLists) nested.set(path, await planFolder(path, false, context))
  const problems = folders.flatMap((one) => one.problems.map(({ path, failure: why }) => unread(path, why)))
  return { history, ignores: patterns, tree, files, unread: [...problems, ...missingOf(history, listed, ignores)], nested }
}

/** Single files, by the lists that they belong to; those without lists get one in their common folder. */
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

/** A folder below one that has lists: its files are added to those lists. */
export async function planPart(folder: string, above: History, context: PlanContext): Promise<readonly PlannedList[]> {
  const { ignores } = ignoresFor(above)
  const part = await planFolder(folder, false, context)
  const paths = part.files.map(({ path }) => path).filter((path) => !isIgnored(belowOf(above, path), ignores))
  const [own, ...others] = await planFiles(paths, above.folder, false, context)
  const problems = own ? [{ ...own, unread: [...own.unread, ...part.unread] }] : []
  return [...problems, ...others, ...part.nested.values()]
}

/** Files that the lists name, that do not exist (`existing` has those that do, by listed path), and that are not ignored by now. */
function missingOf(history: History, existing: ReadonlySet<string>, ignores: Ignores): CheckedFile[] {
  return [...history.paths()]
    .filter((below) => !existing.has(below) && !isIgnored(below, ignores))
    .map((below) => {
      const path = join(history.folder, below)
      return unread(path, failure('file.missing', { path }))
    })
}

/** A pattern may match the file, or a folder that it is in. */
function isIgnored(below: string, ignores: Ignores): boolean {
  const names = below.split('/')
  return names.some((_name, index) => ignores(names.slice(0, index + 1).join('/'), index + 1 < names.length))
}

function ignoresFor({ folder, ignores }: History): { patterns: readonly string[]; ignores: Ignores } {
  const patterns = ignores === null || ignores.length === 0 ? DEFAULT_IGNORES : ignores
  try {
    return { patterns, ignores: ignoresOf(patterns) }
  } catch (caught) {
    if (!(caught instanceof UnusableGlob)) throw caught
    throw new FailureError(failure('list.badPattern', { path: folder, reason: caught.problem }), caught)
  }
}

async function knownIn(history: History | null, path: string): Promise<KnownFile | null> {
  const found = history?.match(belowOf(history, path)) ?? null
  if (history === null || !found?.isOtherCase) return found
  // On a case-sensitive file system the listed path may be another file.
  return (await isOtherFile(path, join(history.folder, found.listed))) ? null : found
}

/** @param isOwn whether the new list is of the same folder, and so may name the previous path */
function evidenceOf(found: KnownFile | null, isOwn: boolean): Pick<WantedFile, 'known' | 'previousPath'> {
  return { known: found?.hashes ?? null, previousPath: found?.isOtherCase && isOwn ? found.listed : null }
}

function belowOf({ folder }: History, path: string): string {
  return pathBelow(folder, path) ?? path
}
