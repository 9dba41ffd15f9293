/** @file The port `FolderFiles` over a folder in memory, and changes that a test makes to it. */
import { createHash } from 'node:crypto'
import { FailureError, failure } from '../../src-main/contract/errors/errors.ts'
import { type FileIdentity, sameIdentity } from '../../src-main/engine/files/identity.ts'
import type { FolderFiles, FoundFile, Wholeness } from '../../src-main/engine/watch/ports.ts'

export interface DiskFile {
  content: string
  mtimeNs: bigint
  readonly inode: string
  readonly birthNs: string
}

export interface MemoryFolderDeps {
  readonly root: string
  readonly now: () => number
  /** Without its drive the folder does not exist. */
  readonly isPluggedIn: () => boolean
  /** The device number of the current mount. */
  readonly device: () => number
}

export function createMemoryFolder({ root, now, isPluggedIn, device }: MemoryFolderDeps) {
  const disk = new Map<string, DiskFile>()
  const links = new Set<string>()
  const wholeness = new Map<string, Wholeness>()
  const moved: string[] = []
  const stats: string[] = []
  let onMove: (name: string) => void | Promise<void> = () => {}
  let onRead: (path: string) => void | Promise<void> = () => {}
  let inodes = 100

  function nextInode(): string {
    inodes += 1
    return String(inodes)
  }

  const isThere = (path: string): boolean => path === root || [...disk.keys()].some((file) => file.startsWith(`${path}/`))

  function foundAt(path: string): FoundFile | null {
    const file = isPluggedIn() ? disk.get(path) : undefined
    if (!file) return null
    const { content, mtimeNs, inode, birthNs } = file
    const identity: FileIdentity = { sizeBytes: content.length, mtimeNs: String(mtimeNs), inode, device: String(device()) }
    return { name: path.slice(path.lastIndexOf('/') + 1), identity, birthNs }
  }

  const files: FolderFiles = {
    folder: async (path) => (isPluggedIn() && isThere(path) ? { path, device: String(device()), inode: '1' } : null),
    unnamedPath: async () => null,
    async readFolder(path) {
      await onRead(path.slice(root.length + 1))
      if (!isPluggedIn() || !isThere(path)) throw new FailureError(failure('file.missing', { path }))
      const below = [...disk.keys()].filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1))
      const folders = new Set(below.filter((name) => name.includes('/')).map((name) => name.slice(0, name.indexOf('/'))))
      const direct = below.filter((name) => !name.includes('/'))
      return {
        files: direct.map((name) => foundAt(`${path}/${name}`)).filter((found) => found !== null),
        folders: [...folders],
        unnamed: [],
        links: [...links].filter((file) => file.startsWith(`${path}/`)).map((file) => file.slice(path.length + 1)),
      }
    },
    async stat(path) {
      stats.push(path.slice(root.length + 1))
      return foundAt(path)
    },
    wholeness: async (path) => wholeness.get(path) ?? 'whole',
    async sha256(path, identity) {
      const file = disk.get(path)
      const found = foundAt(path)
      if (!file || !found) throw new FailureError(failure('file.missing', { path }))
      if (!sameIdentity(found.identity, identity)) throw new FailureError(failure('file.changed', { path }))
      return sha(file.content)
    },
    async move(from, to) {
      await onMove(from.slice(root.length + 1))
      const file = disk.get(from)
      if (!file || folderOf(from) === folderOf(to)) throw notMoved(from)
      if (disk.has(to)) return false
      moved.push(`${from.slice(root.length + 1)} to ${to}`)
      disk.delete(from)
      disk.set(to, file)
      return true
    },
    isTaken: async (path) => disk.has(path) || isThere(path),
    async trash(path) {
      if (!disk.delete(path)) throw notMoved(path)
      moved.push(`${path.slice(root.length + 1)} to the Trash`)
    },
  }

  return {
    files,
    root,
    disk,
    nextInode,
    foundAt,
    /** Every move and deletion, as text. */
    moved,
    /** Every path of a `stat`. */
    stats,
    /** Runs before a file is moved. */
    onMove(work: (name: string) => void | Promise<void>): void {
      onMove = work
    },
    /** A file outside of the folder. */
    writeElsewhere(path: string, content: string): void {
      disk.set(path, { content, mtimeNs: 1n, inode: nextInode(), birthNs: '1' })
    },
    /** Moves a file to a path outside of the folder. */
    moveElsewhere(name: string, path: string): void {
      const file = disk.get(`${root}/${name}`)
      disk.delete(`${root}/${name}`)
      if (file) disk.set(path, file)
    },
    /** Paths of files outside of the folder. */
    elsewhere: (): string[] => [...disk.keys()].filter((path) => !path.startsWith(`${root}/`)).sort(),
    /** Runs before a folder is read. */
    onRead(work: (path: string) => void | Promise<void>): void {
      onRead = work
    },
    wholeness: (name: string, value: Wholeness): void => void wholeness.set(`${root}/${name}`, value),
    /** A new file, or with `inPlace` other content in the one that is there. */
    write(name: string, content: string, inPlace = false): void {
      const path = `${root}/${name}`
      const before = disk.get(path)
      const mtimeNs = BigInt(now()) * 1_000_000n
      if (before && inPlace) Object.assign(before, { content, mtimeNs })
      else disk.set(path, { content, mtimeNs, inode: nextInode(), birthNs: String(mtimeNs + BigInt(inodes)) })
    },
    touch(name: string): void {
      const file = disk.get(`${root}/${name}`)
      if (file) file.mtimeNs = BigInt(now()) * 1_000_000n
    },
    link(name: string): void {
      links.add(`${root}/${name}`)
    },
    move(from: string, to: string): void {
      const file = disk.get(`${root}/${from}`)
      disk.delete(`${root}/${from}`)
      if (file) disk.set(`${root}/${to}`, file)
    },
    /** A second name for the same file. */
    hardLink(from: string, to: string): void {
      const file = disk.get(`${root}/${from}`)
      if (file) disk.set(`${root}/${to}`, file)
    },
    remove: (name: string): void => void disk.delete(`${root}/${name}`),
  }
}

function notMoved(path: string): FailureError {
  return new FailureError(failure('watch.notMoved', { path, reason: 'it is not there, or would stay where it is' }))
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))

export function sha(content: string): string {
  return createHash('sha256').update(content).digest('hex')
}
