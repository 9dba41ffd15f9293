/**
 * @file Which folders of a tree are watched. Each is read after its watch began, so that what is made in it is either found or
 * reported, however soon. What cannot be watched is known by name.
 */
import { type BigIntStats, type FSWatcher, watch } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exhaustionIn } from '../../../engine/exhaustion.ts'
import { isOutOfDescriptors } from '../../descriptors.ts'
import { ask } from '../../drives/calls.ts'
import { driveOf } from '../../drives/drive-of.ts'
import { lstat } from '../../drives/files.ts'
import { reasonOf } from '../../files/identity.ts'

const IN_FLIGHT = 16
/** Watches that are ended at once. */
const SLICE = 500
/** Names that are read at once from a folder, which may hold a hundred thousand. */
const NAMES_AT_ONCE = 256
const EXHAUSTED = 'this computer has no more to give at the moment, such as open files or memory'

export type Kind = 'rename' | 'change'

/** A folder that is watched, or would be if the system let it. */
export interface TreeNode {
  readonly path: string
  watcher: FSWatcher | null
  /** Which folder it is: another one may come in its place. */
  stamp: string
  /** When something was made or removed in it last, as far as was seen; 0 when it could not be read yet. */
  mtimeNs: bigint
  /** Paths of folders in it. */
  readonly below: Set<string>
}

export interface TreeDeps {
  readonly root: string
  readonly onEvent: (node: TreeNode, kind: Kind, name: Buffer | null) => void
  /** Watching it ended by itself. */
  readonly onLost: (node: TreeNode) => void
  /** A watch was ended. */
  readonly onClosed: () => void
}

export type WatchedTree = ReturnType<typeof createWatchedTree>

export function createWatchedTree({ root, onEvent, onLost, onClosed }: TreeDeps) {
  const nodes = new Map<string, TreeNode>()
  /** Folders that the system does not watch, and why. */
  const unwatched = new Map<string, string>()
  let isEnded = false

  /** Whatever was waited for: the tree may have ended meanwhile, or the folder gone. */
  function isInTree(node: TreeNode): boolean {
    return !isEnded && nodes.get(node.path) === node
  }

  /** The new watch before the old one ends: of one folder they share what is in the queue. Answers whether it is watched. */
  function listen(node: TreeNode): boolean {
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

  function deafen(node: TreeNode): void {
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

  /** Answers with the folders in it. */
  async function openOne(path: string): Promise<readonly string[]> {
    if (isEnded || nodes.has(path)) return []
    const node: TreeNode = { path, watcher: null, stamp: '', mtimeNs: 0n, below: new Set() }
    nodes.set(path, node)
    if (path !== root) nodes.get(dirname(path))?.below.add(path)
    // A watch is set on the main thread, which must not wait for a drive: one that has just answered does so from memory.
    if (!driveOf(path).isProvided || (await statsOf(path)) !== null) listen(node)
    const stats = await statsOf(path)
    if (!isInTree(node)) return []
    if (!stats?.isDirectory()) {
      close(node)
      return []
    }
    node.stamp = stampOf(stats)
    return (await read(node, stats)) ?? []
  }

  /** Folders in a folder; `null` when it cannot be read. What the machine has too little for is read with the next comparison. */
  async function read(node: TreeNode, { mtimeNs }: BigIntStats): Promise<string[] | null> {
    node.mtimeNs = mtimeNs
    try {
      const there = await foldersIn(node.path)
      if (unwatched.get(node.path) === EXHAUSTED) unwatched.delete(node.path)
      return there
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
    deafen(node)
    if (nodes.get(node.path) === node) nodes.delete(node.path)
    unwatched.delete(node.path)
    nodes.get(dirname(node.path))?.below.delete(node.path)
  }

  /** Holds what is in a folder against what is watched; answers with what is new. */
  async function compare(node: TreeNode, stats: BigIntStats): Promise<readonly string[]> {
    const there = await read(node, stats)
    if (there === null || isEnded) return []
    const found = new Set(there)
    for (const path of [...node.below]) {
      const below = nodes.get(path)
      if (below && !found.has(path)) close(below)
    }
    const fresh = there.filter((path) => !nodes.has(path))
    for (const path of fresh) await open(path)
    return fresh
  }

  return {
    open,
    close,
    listen,
    compare,
    /** No longer hears of it, until it is listened to again. */
    deafen,
    get: (path: string): TreeNode | undefined => nodes.get(path),
    paths: (): string[] => [...nodes.keys()],
    /** Why not all of it is watched; `null` when all is. */
    unwatched: (): string | null => {
      if (!nodes.has(root)) return 'it is not there'
      return unwatched.values().next().value ?? null
    },
    /** Nothing is told from now on. Tens of thousands of watches take a while to end, which must not hold up anything. */
    async end(): Promise<void> {
      isEnded = true
      let ended = 0
      for (const node of nodes.values()) {
        deafen(node)
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

/** An inode is given again at once, and not at the same time. */
export function stampOf({ dev, ino, birthtimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${birthtimeNs}`
}

function foldersIn(path: string): Promise<string[]> {
  return ask(path, async (alive) => {
    const found: string[] = []
    for await (const entry of await opendir(path, { bufferSize: NAMES_AT_ONCE })) {
      alive()
      if (entry.isDirectory()) found.push(join(path, entry.name))
    }
    return found
  })
}

/** Why a folder is not watched; `null` when it is not there, or nobody may read it, which the look at it says. */
function refusal(caught: unknown): string | null {
  const code = caught instanceof Error && 'code' in caught ? String(caught.code) : ''
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
    case 'EACCES':
      return null
    case 'ENOSPC':
      return 'the system watches no more folders for this user (fs.inotify.max_user_watches)'
    // Two limits have this one word: of files that this program has open, and of programs that watch.
    case 'EMFILE':
      return isOutOfDescriptors()
        ? 'this program has as many files open as the system lets it (ulimit -n)'
        : 'the system lets this user watch with no more programs (fs.inotify.max_user_instances)'
    case 'ENFILE':
      return 'as many files are open on this computer as its system lets all programs together (fs.file-max)'
    default:
      return `the system says “${reasonOf(caught)}”`
  }
}
