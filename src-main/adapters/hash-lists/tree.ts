/** @file What is in a folder, as ASC MHL lists it: by name, folders after what is in them, without what is left out. */
import { join } from 'node:path'
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import { ASCMHL_FOLDER } from '../../contract/hash-list.ts'
import { phrase } from '../../contract/phrase.ts'
import { lstat, stat } from '../drives/files.ts'
import { fileFailure } from '../files/identity.ts'
import { namesIn } from '../files/names.ts'
import { hasHistory } from './history.ts'
import type { Ignores } from './ignores.ts'

export interface TreeFile {
  readonly kind: 'file'
  readonly path: string
  /** From the root, with `/`. */
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
  /** It has lists of its own, which its files belong to: what is in it is not read here. */
  readonly hasLists: boolean
  /** What cannot be listed. */
  readonly problems: readonly { readonly path: string; readonly failure: Failure }[]
}

export interface TreeOptions {
  readonly ignores: Ignores
  /** Whether folders that have lists of their own are read like others. */
  readonly flat: boolean
  readonly signal: AbortSignal
}

/** @throws FailureError where the root cannot be read; what is below it becomes a problem of its folder */
export async function readTree(root: string, options: TreeOptions): Promise<TreeFolder> {
  return readFolder({ path: root, below: '', name: '' }, options)
}

type Place = Pick<TreeFolder, 'path' | 'below' | 'name'>

async function readFolder(place: Place, options: TreeOptions): Promise<TreeFolder> {
  options.signal.throwIfAborted()
  const { path, below } = place
  const stats = await stat(path).catch((caught: unknown) => {
    throw unreadable(caught, path)
  })
  const found = await namesIn(path).catch((caught: unknown) => {
    throw unreadable(caught, path)
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
  return { kind: 'folder', ...place, modifiedAt: Math.trunc(stats.mtimeMs), children, hasLists: false, problems }
}

/** A link to a file is read as that file; a link to a folder leads elsewhere, or back here. */
async function readChild(place: Place, options: TreeOptions): Promise<TreeFile | TreeFolder | null> {
  const { path, below } = place
  const stats = await lstat(path)
    .then((own) => (own.isSymbolicLink() ? stat(path) : own))
    .catch((caught: unknown) => {
      throw unreadable(caught, path)
    })
  if (options.ignores(below, stats.isDirectory())) return null
  if (stats.isFile()) return { kind: 'file', ...place, sizeBytes: stats.size }
  const isLink = (await lstat(path)).isSymbolicLink()
  if (!stats.isDirectory() || isLink) {
    throw new FailureError(failure('file.notRegular', { path, kind: isLink ? phrase('a link to a folder') : phrase('a device') }))
  }
  if (options.flat || !(await hasHistory(path))) return readFolder(place, options)
  return {
    kind: 'folder',
    ...place,
    modifiedAt: Math.trunc(stats.mtimeMs),
    children: [],
    hasLists: true,
    problems: [],
  }
}

function unreadable(caught: unknown, path: string): FailureError {
  return caught instanceof FailureError ? caught : new FailureError(fileFailure(caught, path), caught)
}

/** All files of a tree, in their order. */
export function* filesOf(folder: TreeFolder): Generator<TreeFile> {
  for (const child of folder.children) {
    if (child.kind === 'file') yield child
    else yield* filesOf(child)
  }
}

/** A folder and all below it, the ones below first. */
export function* foldersOf(folder: TreeFolder): Generator<TreeFolder> {
  for (const child of folder.children) if (child.kind === 'folder') yield* foldersOf(child)
  yield folder
}
