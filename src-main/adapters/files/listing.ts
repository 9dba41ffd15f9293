/** @file A folder for the file browser of an interface that has no native dialog. */
import { opendir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, parse, resolve } from 'node:path'
import { dateOf } from '../../contract/dates.ts'
import { FailureError, failure } from '../../contract/errors.ts'
import type { FolderEntry, FolderListing } from '../../contract/files.ts'
import { throwIfExhausted } from '../../engine/exhaustion.ts'
import { ask } from '../drives/calls.ts'
import { stat } from '../drives/files.ts'
import { reasonOf } from './identity.ts'

/** A person does not scroll further than this; a folder with more says so. */
const MOST_ENTRIES = 2_000
const SLICE = 200

const inNaturalOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare

/** @throws FailureError `file.folderUnreadable`; the reason of the signal once nobody waits for the listing */
export async function listFolder(wanted: string | undefined, signal: AbortSignal): Promise<FolderListing> {
  const path = resolve(wanted ?? homedir())
  const { names, total } = await visibleIn(path, signal).catch((caught: unknown) => {
    signal.throwIfAborted()
    throwIfExhausted(caught)
    throw new FailureError(failure('file.folderUnreadable', { path, reason: reasonOf(caught) }), caught)
  })
  const shown: FolderEntry[] = []
  for (let at = 0; at < names.length; at += SLICE) {
    signal.throwIfAborted()
    const entries = await Promise.all(names.slice(at, at + SLICE).map((name) => entryAt(join(path, name))))
    shown.push(...entries.filter((entry) => entry !== null))
  }
  shown.sort(foldersFirst)
  const root = parse(path).root
  return {
    path,
    parent: path === root ? null : dirname(path),
    places: [
      { label: 'Home', path: homedir() },
      { label: 'Computer', path: root },
    ],
    entries: shown,
    total,
  }
}

/** The names that are shown, and how many there are: a folder may hold millions. */
function visibleIn(path: string, signal: AbortSignal): Promise<{ names: string[]; total: number }> {
  return ask(path, async (alive) => {
    const names: string[] = []
    let total = 0
    for await (const { name } of await opendir(path, { bufferSize: SLICE })) {
      alive()
      signal.throwIfAborted()
      if (name.startsWith('.')) continue
      total += 1
      if (names.length < MOST_ENTRIES) names.push(name)
    }
    return { names, total }
  })
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
    modifiedAt: dateOf(stats.mtimeMs)?.getTime() ?? null,
  }
}

function foldersFirst(one: FolderEntry, other: FolderEntry): number {
  if (one.kind !== other.kind) return one.kind === 'folder' ? -1 : 1
  return inNaturalOrder(one.name, other.name)
}
