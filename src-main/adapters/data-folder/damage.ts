/**
 * @file Finds damaged and foreign files in the data folder before anything is opened, renames them and lists them. Every start fails
 * from then on, until a person decides how to go on.
 */
import { copyFileSync, lstatSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DAMAGE_LIST, DATA_FILES, type DamagedFile, type DataFile, type WholeCopy } from '../../contract/damage.ts'
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'
import { orStoreFailure } from '../../engine/store-failure.ts'
import { keepDamageList, type ListedDamage, readDamageList, writeDamageList } from './damage-list.ts'
import { exists, moveDurably, syncFile } from './durable.ts'

/** Finds and repairs damage of one file of the data folder. */
export interface DataFileKind {
  readonly file: Exclude<DataFile, typeof DAMAGE_LIST>
  /** Suffixes of files that belong to it and are moved with it. */
  readonly companions: readonly string[]
  /**
   * What is wrong with the file at a path; `null` when it is intact. A missing file is intact unless one of its companions exists.
   * Changes nothing. @throws FailureError when the file cannot be read, or is of a newer Reelay
   */
  readonly problem: (path: string) => DisplayText | null
  readonly older?: {
    /** Earlier copies of it, the newest first. */
    readonly copies: () => readonly string[]
    /** Prepares a copy for use. */
    readonly prepare: (path: string) => void
  }
}

/**
 * Checks every file, renames damaged ones and lists them. Only the owner of the folder may call this.
 *
 * @throws FailureError `store.*` when the disk refuses, `*.newer`
 */
export function findDamage(dataDir: string, kinds: readonly DataFileKind[], now: () => number) {
  const pathOf = (file: DataFile): string => join(dataDir, file)
  const kindOf = (file: DataFile): DataFileKind | undefined => kinds.find((kind) => kind.file === file)
  let listed = orStoreFailure(dataDir, scan)

  function scan(): readonly ListedDamage[] {
    const before = readDamageList(dataDir)
    const list = [...(before ?? [damagedList()])]
    const moves = kinds.flatMap((kind) => {
      const reason = problemOf(kind, pathOf(kind.file))
      if (reason === null) return []
      const index = list.findIndex(({ file }) => file === kind.file)
      const known = list[index]
      // An interrupted move continues under the same name.
      const entry = known && hasRoom(kind, known.kept) ? known : { file: kind.file, kept: freeName(kind), reason, foundAt: now() }
      list.splice(known ? index : list.length, known ? 1 : 0, entry)
      return suffixesOf(kind).map((suffix) => [pathOf(kind.file) + suffix, join(dataDir, entry.kept + suffix)] as const)
    })
    // The list first: if the process ends in between, the next start continues the move.
    if (before === null || moves.length > 0) writeDamageList(dataDir, list)
    if (moves.length > 0) moveDurably(moves)
    return list
  }

  /** The entry for a list that cannot be parsed, of which a copy is kept. */
  function damagedList(): ListedDamage {
    const kept = firstFree((name) => !exists(join(dataDir, name)), DAMAGE_LIST)
    keepDamageList(dataDir, kept)
    return { file: DAMAGE_LIST, kept, reason: phrase('its content is not what was expected'), foundAt: now() }
  }

  function hasRoom(kind: DataFileKind, kept: string): boolean {
    return suffixesOf(kind).every((suffix) => !exists(pathOf(kind.file) + suffix) || !exists(join(dataDir, kept + suffix)))
  }

  function freeName(kind: DataFileKind): string {
    return firstFree((name) => suffixesOf(kind).every((suffix) => !exists(join(dataDir, name + suffix))), kind.file)
  }

  function wholeCopy({ file, kept }: ListedDamage): WholeCopy | null {
    const kind = kindOf(file)
    if (!kind) return null
    const isWhole = (path: string): boolean => exists(path) && isUsable(kind, path)
    if (isWhole(pathOf(file))) return { kind: 'in-place', path: pathOf(file) }
    if (isWhole(join(dataDir, kept))) return { kind: 'mended', path: join(dataDir, kept) }
    const older = kind.older?.copies().find(isWhole)
    return older === undefined ? null : { kind: 'older', path: older }
  }

  function view(entry: ListedDamage): DamagedFile {
    const { file, kept, reason, foundAt } = entry
    return { file, path: pathOf(file), kept: join(dataDir, kept), reason, foundAt, whole: wholeCopy(entry) }
  }

  function removeFromList(file: DataFile): void {
    listed = listed.filter((entry) => entry.file !== file)
    writeDamageList(dataDir, listed)
  }

  return {
    /** All damaged files, the most important first. */
    list: (): readonly DamagedFile[] =>
      listed.toSorted((a, b) => DATA_FILES.indexOf(a.file) - DATA_FILES.indexOf(b.file)).map(view),

    /** Goes on without a file: it begins empty, and the kept one stays. */
    goOn: (file: DataFile): void => orStoreFailure(dataDir, () => removeFromList(file)),

    /** Replaces a damaged file by a whole copy. The kept file stays, unless it is the copy itself. */
    restore({ file, kept, whole }: DamagedFile): void {
      const kind = kindOf(file)
      if (!kind || !whole) throw new FailureError(failure('store.nothingWhole', { path: pathOf(file), kept }))
      orStoreFailure(dataDir, () => {
        if (whole.kind === 'mended') moveDurably(suffixesOf(kind).map((suffix) => [whole.path + suffix, pathOf(file) + suffix]))
        if (whole.kind === 'older') restoreOlder(kind, whole.path)
        removeFromList(file)
      })
    },
  }

  /** The copy stays: it may be needed again. */
  function restoreOlder(kind: DataFileKind, copy: string): void {
    const fresh = `${pathOf(kind.file)}.new`
    rmSync(fresh, { force: true })
    copyFileSync(copy, fresh)
    kind.older?.prepare(fresh)
    syncFile(fresh)
    moveDurably([[fresh, pathOf(kind.file)]])
  }
}

/** The failure that a start ends with; `null` when nothing is damaged. */
export function damageFailure(damaged: readonly DamagedFile[]): Failure | null {
  const [first, ...others] = damaged
  if (!first) return null
  const { file, path, kept, reason } = first
  const code = file === 'journal.db' ? 'store.damaged' : file === DAMAGE_LIST ? 'store.listDamaged' : 'settings.damaged'
  const also = others.map((other) => `${other.path}, kept as ${other.kept}`).join('; ')
  return failure(code, { path, kept, reason }, also === '' ? {} : { detail: `also damaged: ${also}` })
}

function suffixesOf({ companions }: DataFileKind): readonly string[] {
  return ['', ...companions]
}

function firstFree(isFree: (name: string) => boolean, name: string): string {
  for (let number = 1; ; number += 1) {
    const candidate = `${name}.damaged-${number}`
    if (isFree(candidate)) return candidate
  }
}

/** Refuses what is no file before it is read: a pipe could block forever. */
function problemOf(kind: DataFileKind, path: string): DisplayText | null {
  const found = lstatSync(path, { throwIfNoEntry: false })
  const target = found?.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : found
  if (found && !target) return phrase('it is a link to {target}, which is not there', { target: readlinkSync(path) })
  if (target && !target.isFile()) return target.isDirectory() ? phrase('it is a folder') : phrase('it is not a file')
  return kind.problem(path)
}

/** A copy that cannot be checked is not usable. */
function isUsable(kind: DataFileKind, path: string): boolean {
  try {
    return problemOf(kind, path) === null
  } catch {
    return false
  }
}
