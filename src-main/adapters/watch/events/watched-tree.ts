/**
 * @file Watches all folders of a tree. Each is read after its watch began, so that every new entry is either found or reported. Folders
 * that cannot be watched are listed with the reason.
 */
import { type BigIntStats, type FSWatcher, watch } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errorCode } from '../../../contract/errors/error-code.ts'
import { type Phrase, phrase } from '../../../contract/i18n/phrase.ts'
import { exhaustionIn } from '../../../engine/exhaustion.ts'
import { isOutOfDescriptors } from '../../descriptors.ts'
import { callDrive } from '../../drives/calls.ts'
import { driveOf } from '../../drives/drive-of.ts'
import { lstat } from '../../drives/files.ts'
import { reasonOf } from '../../files/identity.ts'

const IN_FLIGHT = 16
/** Watches that are closed in one turn. */
const SLICE = 500
/** Names that are read at once from a folder, which may have a hundred thousand. */
const NAMES_AT_ONCE = 256
const EXHAUSTED = phrase('this computer has no more to give at the moment, such as open files or memory')

export type Kind = 'rename' | 'change'

/** A folder that is watched, or would be if the system allowed it. */
export interface TreeNode {
  readonly path: string
  watcher: FSWatcher | null
  /** Identifies the folder: another one may get its path. */
  stamp: string
  /** Its modification time when it was read last; 0 before. */
  mtimeNs: bigint
  /** Paths of folders in it. */
  readonly below: Set<string>
}

interface TreeDeps {
  readonly root: string
  readonly onEvent: (node: TreeNode, kind: Kind, name: Buffer | null) => void
  /** Its watch ended by itself. */
  readonly onLost: (node: TreeNode) => void
  /** A watch was ended. */
  readonly onClosed: () => void
}

export function createWatchedTree({ root, onEvent, onLost, onClosed }: TreeDeps) {
  const nodes = new Map<string, TreeNode>()
  /** Folders that cannot be watched, with the reason. */
  const unwatched = new Map<string, Phrase>()
  let isEnded = false

  /** To be checked after every await: the tree may have ended, or the folder be gone. */
  function isInTree(node: TreeNode): boolean {
    return !isEnded && nodes.get(node.path) === node
  }

  /** Begins the new watch before the old one ends: two watches of one folder share its queued events. Returns whether it is watched. */
  function watchFolder(node: TreeNode): boolean {
    if (!isInTree(node)) return false
    const before = node.watcher
    unwatched.delete(node.path)
    try {
      const watcher = watch(node.path, { encoding: 'buffer', persistent: false }, (kind, name) => onEvent(node, kind, name))
      watcher.on('error', () => onLost(node))
      node.watcher = watcher
    } catch (caught) {
      node.watcher = null
      const reason = refusal(caught)
      if (reason !== null) unwatched.set(node.path, reason)
    }
    end(before)
    return node.watcher !== null
  }

  function unwatch(node: TreeNode): void {
    end(node.watcher)
    node.watcher = null
  }

  function end(watcher: FSWatcher | null): void {
    if (watcher === null) return
    watcher.removeAllListeners()
    watcher.close()
    onClosed()
  }

  /** Watches a folder and all that is below it. */
  async function open(top: string): Promise<void> {
    for (let level = [top]; level.length > 0; ) {
      const next: string[] = []
      for (let start = 0; start < level.length; start += IN_FLIGHT) {
        const found = await Promise.all(level.slice(start, start + IN_FLIGHT).map(openOne))
        for (const paths of found) for (const path of paths) next.push(path)
      }
      level = next
    }
  }

  /** Watches one folder, and returns the folders in it. */
  async function openOne(path: string): Promise<readonly string[]> {
    if (isEnded || nodes.has(path)) return []
    const node: TreeNode = { path, watcher: null, stamp: '', mtimeNs: 0n, below: new Set() }
    nodes.set(path, node)
    if (path !== root) nodes.get(dirname(path))?.below.add(path)
    // A watch is set on the main thread, which must not wait for a drive: one that has just answered does so from its cache.
    if (!driveOf(path).mayNeverAnswer || (await statsOf(path)) !== null) watchFolder(node)
    const stats = await statsOf(path)
    if (!isInTree(node)) return []
    if (!stats?.isDirectory()) {
      close(node)
      return []
    }
    node.stamp = stampOf(stats)
    return (await read(node, stats)) ?? []
  }

  /** Folders in a folder; `null` when it cannot be read. If the machine was out of resources, the next comparison reads it again. */
  async function read(node: TreeNode, { mtimeNs }: BigIntStats): Promise<string[] | null> {
    node.mtimeNs = mtimeNs
    try {
      const folders = await foldersIn(node.path)
      if (unwatched.get(node.path) === EXHAUSTED) unwatched.delete(node.path)
      return folders
    } catch (caught) {
      if (exhaustionIn(caught) && isInTree(node)) {
        node.mtimeNs = 0n
        unwatched.set(node.path, EXHAUSTED)
      }
      return null
    }
  }

  function close(node: TreeNode): void {
    for (const path of node.below) {
      const below = nodes.get(path)
      if (below) close(below)
    }
    unwatch(node)
    if (nodes.get(node.path) === node) nodes.delete(node.path)
    unwatched.delete(node.path)
    nodes.get(dirname(node.path))?.below.delete(node.path)
  }

  /** Compares the content of a folder with the watches, and returns the paths of new folders. */
  async function compare(node: TreeNode, stats: BigIntStats): Promise<readonly string[]> {
    const paths = await read(node, stats)
    if (paths === null || isEnded) return []
    const found = new Set(paths)
    for (const path of [...node.below]) {
      const below = nodes.get(path)
      if (below && !found.has(path)) close(below)
    }
    const fresh = paths.filter((path) => !nodes.has(path))
    for (const path of fresh) await open(path)
    return fresh
  }

  return {
    open,
    close,
    watch: watchFolder,
    compare,
    /** Ends its watch, until `watch` is called again. */
    unwatch,
    get: (path: string): TreeNode | undefined => nodes.get(path),
    paths: (): string[] => [...nodes.keys()],
    /** Why not all of it is watched; `null` when all is. */
    unwatched: (): Phrase | null => {
      if (!nodes.has(root)) return phrase('it is not there')
      return unwatched.values().next().value ?? null
    },
    /** No more events from now on. Closing tens of thousands of watches takes a while, so it is done in slices. */
    async end(): Promise<void> {
      isEnded = true
      let ended = 0
      for (const node of nodes.values()) {
        unwatch(node)
        ended += 1
        if (ended % SLICE === 0) await new Promise(setImmediate)
      }
      nodes.clear()
    },
  }
}

export async function statsOf(path: string): Promise<BigIntStats | null> {
  return lstat(path, { bigint: true }).catch(() => null)
}

/** With the creation time, because inodes are reused. */
export function stampOf({ dev, ino, birthtimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${birthtimeNs}`
}

function foldersIn(path: string): Promise<string[]> {
  return callDrive(path, async (reportProgress) => {
    const found: string[] = []
    for await (const entry of await opendir(path, { bufferSize: NAMES_AT_ONCE })) {
      reportProgress()
      if (entry.isDirectory()) found.push(join(path, entry.name))
    }
    return found
  })
}

/** Why a folder is not watched; `null` when it is missing or unreadable, which scans report. */
function refusal(caught: unknown): Phrase | null {
  switch (errorCode(caught)) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'EACCES':
      return null
    case 'ENOSPC':
      return phrase('the system watches no more folders for this user (fs.inotify.max_user_watches)')
    // Two limits have this one code: of files that this program has open, and of programs that watch.
    case 'EMFILE':
      return isOutOfDescriptors()
        ? phrase('this program has as many files open as the system lets it (ulimit -n)')
        : phrase('the system lets this user watch with no more programs (fs.inotify.max_user_instances)')
    case 'ENFILE':
      return phrase('as many files are open on this computer as its system lets all programs together (fs.file-max)')
    default:
      return phrase('the system says “{words}”', { words: reasonOf(caught) })
  }
}
