/** @file A folder for the file browser of an interface that has no native dialog. */
import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, parse, resolve } from 'node:path'
import { FailureError, failure } from '../../contract/errors.ts'
import type { FolderEntry, FolderListing } from '../../contract/files.ts'
import { reasonOf } from './identity.ts'

/** A person does not scroll further than this; a folder with more says so. */
const MOST_ENTRIES = 2_000

const inNaturalOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare

/** @throws FailureError `file.folderUnreadable` */
export async function listFolder(wanted?: string): Promise<FolderListing> {
  const path = resolve(wanted ?? homedir())
  const found = await readdir(path, { withFileTypes: true }).catch((caught: unknown) => {
    throw new FailureError(failure('file.folderUnreadable', { path, reason: reasonOf(caught) }), caught)
  })
  const visible = found.map((entry) => entry.name).filter((name) => !name.startsWith('.'))
  const entries = await Promise.all(visible.slice(0, MOST_ENTRIES).map((name) => entryAt(join(path, name))))
  const shown = entries.filter((entry) => entry !== null).sort(foldersFirst)
  const root = parse(path).root
  return {
    path,
    parent: path === root ? null : dirname(path),
    places: [
      { label: 'Home', path: homedir() },
      { label: 'Computer', path: root },
    ],
    entries: shown,
    total: visible.length,
  }
}

async function entryAt(path: string): Promise<FolderEntry | null> {
  const stats = await stat(path).catch(() => null)
  if (!stats || !(stats.isDirectory() || stats.isFile())) return null
  const isFolder = stats.isDirectory()
  return {
    name: basename(path),
    path,
    kind: isFolder ? 'folder' : 'file',
    sizeBytes: isFolder ? null : stats.size,
    modifiedAt: Math.round(stats.mtimeMs),
  }
}

function foldersFirst(one: FolderEntry, other: FolderEntry): number {
  if (one.kind !== other.kind) return one.kind === 'folder' ? -1 : 1
  return inNaturalOrder(one.name, other.name)
}
