/** @file Reads a folder and all below it, in the order of an ASC MHL and without ignored files. */
import type { Stats } from 'node:fs'
import { join } from 'node:path'
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import { ASCMHL_FOLDER } from '../../contract/proof/hash-list.ts'
import { lstat, stat } from '../drives/files.ts'
import { fileError } from '../files/identity.ts'
import { namesIn } from '../files/names.ts'
import { hasHistory } from './history.ts'
import type { Ignores } from './ignores.ts'

interface TreeFile {
  readonly kind: 'file'
  readonly path: string
  /** Relative to the root, with `/`. */
  readonly below: string
  readonly name: string
  readonly sizeBytes: number
}

export interface TreeFolder {
  readonly kind: 'folder'
  readonly path: string
  /** Empty for the root. */
  readonly below: string
  readonly name: string
  readonly modifiedAt: number
  readonly children: readonly (TreeFile | TreeFolder)[]
  /** It has lists of its own, so its files are not part of this tree. */
  readonly hasLists: boolean
  /** Entries of the folder that cannot be part of a list. */
  readonly problems: readonly { readonly path: string; readonly failure: Failure }[]
}

interface TreeOptions {
  readonly ignores: Ignores
  /** Whether folders with lists of their own are read like others. */
  readonly flat: boolean
  readonly signal: AbortSignal
}

/** @throws FailureError if the root cannot be read; anything below it that cannot becomes a problem of its folder */
export async function readTree(root: string, options: TreeOptions): Promise<TreeFolder> {
  return readFolder({ path: root, below: '', name: '' }, options)
}

type Location = Pick<TreeFolder, 'path' | 'below' | 'name'>

async function readFolder(location: Location, options: TreeOptions): Promise<TreeFolder> {
  options.signal.throwIfAborted()
  const { path, below } = location
  const stats = await stat(path).catch((caught: unknown) => {
    throw fileError(caught, path)
  })
  const found = await namesIn(path).catch((caught: unknown) => {
    throw fileError(caught, path)
  })
  const children: (TreeFile | TreeFolder)[] = []
  const problems = found.unnamed.map((name) => ({ path: join(path, name), failure: failure('file.notText', { path: name }) }))
  for (const name of found.names.toSorted((one, other) => (one < other ? -1 : 1))) {
    if (name === ASCMHL_FOLDER) continue
    const child = { path: join(path, name), below: below === '' ? name : `${below}/${name}`, name }
    try {
      const entry = await readChild(child, options)
      if (entry) children.push(entry)
    } catch (caught) {
      if (!(caught instanceof FailureError)) throw caught
      problems.push({ path: child.path, failure: caught.failure })
    }
  }
  return { kind: 'folder', ...location, modifiedAt: Math.trunc(stats.mtimeMs), children, hasLists: false, problems }
}

/** A link to a file counts as that file. A link to a folder is not followed: it may lead back here. */
async function readChild(location: Location, options: TreeOptions): Promise<TreeFile | TreeFolder | null> {
  const { path, below } = location
  const [stats, isLink] = await statsOf(path).catch((caught: unknown) => {
    throw fileError(caught, path)
  })
  if (options.ignores(below, stats.isDirectory())) return null
  if (stats.isFile()) return { kind: 'file', ...location, sizeBytes: stats.size }
  if (!stats.isDirectory() || isLink) {
    throw new FailureError(failure('file.notRegular', { path, kind: isLink ? phrase('a link to a folder') : phrase('a device') }))
  }
  if (options.flat || !(await hasHistory(path))) return readFolder(location, options)
  return { kind: 'folder', ...location, modifiedAt: Math.trunc(stats.mtimeMs), children: [], hasLists: true, problems: [] }
}

/** Of the file or folder itself, or of what a link leads to. */
async function statsOf(path: string): Promise<readonly [stats: Stats, isLink: boolean]> {
  const own = await lstat(path)
  return own.isSymbolicLink() ? [await stat(path), true] : [own, false]
}

/** All files of a tree, in their order. */
export function* filesOf(folder: TreeFolder): Generator<TreeFile> {
  for (const child of folder.children) {
    if (child.kind === 'file') yield child
    else yield* filesOf(child)
  }
}

/** A folder and all folders below it; each comes after those below it. */
export function* foldersOf(folder: TreeFolder): Generator<TreeFolder> {
  for (const child of folder.children) if (child.kind === 'folder') yield* foldersOf(child)
  yield folder
}
