/** @file Lists a folder for the file browser of an interface without a native dialog. */
import { opendir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, parse, resolve } from 'node:path'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { FolderEntry, FolderListing } from '../../contract/files.ts'
import { msg } from '../../contract/i18n/i18n.ts'
import { COMPUTER } from '../../contract/messages/drive-label.ts'
import { dateOf } from '../../contract/text/dates.ts'
import { throwIfExhausted } from '../../engine/exhaustion.ts'
import { callDrive } from '../drives/calls.ts'
import { stat } from '../drives/files.ts'
import { reasonOf } from './identity.ts'
import { isSuspicious, namesIn, unnamedPath } from './names.ts'
import type { OwnFolder } from './own-folder.ts'
import { realPath } from './real-path.ts'

/** A person does not scroll further than this; the listing has the total. */
const MAX_ENTRIES = 2_000
const SLICE = 200
/** So many names that are not UTF-8 are enough to see the problem. */
const MAX_UNNAMED = 100

const inNaturalOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare

interface Name {
  readonly name: string
  readonly isLink: boolean
}

/**
 * @throws FailureError `file.folderUnreadable`, `file.notText` or `file.ownData`; the reason of the signal when that is
 * aborted
 */
export async function listFolder(
  wanted: string | undefined,
  signal: AbortSignal,
  own: OwnFolder,
): Promise<Omit<FolderListing, 'drives'>> {
  const path = resolve(wanted ?? homedir())
  const { names, unnamed, total } = await visibleIn(path, signal).catch(async (caught: unknown) => {
    signal.throwIfAborted()
    throwIfExhausted(caught)
    const shown = await unnamedPath(path)
    if (shown !== null) throw new FailureError(failure('file.notText', { path: shown }))
    throw new FailureError(failure('file.folderUnreadable', { path, reason: reasonOf(caught) }), caught)
  })
  await own.refuse(path)
  const shown: FolderEntry[] = []
  let hidden = 0
  for (let start = 0; start < names.length; start += SLICE) {
    signal.throwIfAborted()
    const entries = await Promise.all(names.slice(start, start + SLICE).map((name) => entryAt(path, name, own)))
    shown.push(...entries.filter((entry) => entry !== null && entry !== 'own'))
    hidden += entries.filter((entry) => entry === 'own').length
  }
  shown.sort(foldersFirst)
  const root = parse(path).root
  return {
    path,
    parent: path === root ? null : dirname(path),
    places: [
      { label: msg('Home'), path: homedir() },
      { label: COMPUTER, path: root },
    ],
    entries: shown,
    unnamed,
    total: total - hidden,
  }
}

/** The visible names up to a limit, and the number of all: a folder may have millions. */
async function visibleIn(
  path: string,
  signal: AbortSignal,
): Promise<{ readonly names: Name[]; readonly unnamed: string[]; readonly total: number }> {
  const names = new Map<string, Name>()
  let total = 0
  let hasSuspiciousName = false
  await callDrive(path, async (reportProgress) => {
    for await (const entry of await opendir(path, { bufferSize: SLICE })) {
      reportProgress()
      signal.throwIfAborted()
      const { name } = entry
      if (name.startsWith('.')) continue
      total += 1
      if (names.size < MAX_ENTRIES) names.set(name, { name, isLink: entry.isSymbolicLink() })
      hasSuspiciousName ||= isSuspicious(name)
    }
  })
  const unnamed = hasSuspiciousName ? (await namesIn(path)).unnamed.filter((name) => !name.startsWith('.')) : []
  return { names: [...names.values()], unnamed: unnamed.slice(0, MAX_UNNAMED), total }
}

/** `own`: the data folder and what leads into it are not listed. */
async function entryAt(folder: string, { name, isLink }: Name, own: OwnFolder): Promise<FolderEntry | 'own' | null> {
  const path = join(folder, name)
  const stats = await stat(path, { bigint: true }).catch(() => null)
  if (!stats || !(stats.isDirectory() || stats.isFile())) return null
  const isFolder = stats.isDirectory()
  if (isFolder && (await own.is({ path, stats }))) return 'own'
  if (isLink && (await realPath(path).then(own.holds, () => false))) return 'own'
  return {
    name,
    path,
    kind: isFolder ? 'folder' : 'file',
    sizeBytes: isFolder ? null : Number(stats.size),
    modifiedAt: dateOf(Number(stats.mtimeMs))?.getTime() ?? null,
  }
}

function foldersFirst(a: FolderEntry, b: FolderEntry): number {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1
  return inNaturalOrder(a.name, b.name)
}
