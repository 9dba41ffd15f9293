/**
 * @file Damaged and foreign files of the data folder: found before anything is opened, kept under another name, listed, and
 * a refusal from then on until a person says how to go on.
 */
import { copyFileSync, lstatSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DAMAGE_LIST, DATA_FILES, type DamagedFile, type DataFile, type WholeCopy } from '../../contract/damage.ts'
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import { storeFailureFrom } from '../../engine/store-failure.ts'
import { keepDamageList, type ListedDamage, readDamageList, writeDamageList } from './damage-list.ts'
import { isThere, moveDurably, syncFile } from './durable.ts'

/** A file of the data folder, as far as damage goes. */
export interface DataFileKind {
  readonly file: Exclude<DataFile, typeof DAMAGE_LIST>
  /** Endings of what belongs to it and goes where it goes. */
  readonly companions: readonly string[]
  /**
   * What is wrong with the file at a path, changing nothing; `null` when it is whole. A file that is not there is whole
   * unless something that belongs to it is. @throws FailureError when that cannot be told, or it belongs to a newer Reelay
   */
  readonly problem: (path: string) => string | null
  readonly older?: {
    /** Copies that were made of it before, the newest first. */
    readonly copies: () => readonly string[]
    /** Makes a copy one that can be gone on with. */
    readonly prepare: (path: string) => void
  }
}

export type Damage = ReturnType<typeof findDamage>

/**
 * Looks at every file, moves aside what is damaged and lists it. Only the owner of the folder may call this.
 *
 * @throws FailureError `store.*` when the disk refuses, `*.newer`
 */
export function findDamage(dataDir: string, kinds: readonly DataFileKind[], now: () => number) {
  const pathOf = (file: DataFile): string => join(dataDir, file)
  const kindOf = (file: DataFile): DataFileKind | undefined => kinds.find((kind) => kind.file === file)
  let listed = orStoreFailure(dataDir, scan)

  function scan(): readonly ListedDamage[] {
    const before = readDamageList(dataDir)
    const list = [...(before ?? [keptList()])]
    const moves = kinds.flatMap((kind) => {
      const reason = problemOf(kind, pathOf(kind.file))
      if (reason === null) return []
      const index = list.findIndex(({ file }) => file === kind.file)
      const known = list[index]
      // A move that was cut short goes on under the same name.
      const entry = known && hasRoom(kind, known.kept) ? known : { file: kind.file, kept: freeName(kind), reason, foundAt: now() }
      list.splice(known ? index : list.length, known ? 1 : 0, entry)
      return endingsOf(kind).map((ending) => [pathOf(kind.file) + ending, join(dataDir, entry.kept + ending)] as const)
    })
    // The list first: whatever ends the process between the two, the next start goes on with the move.
    if (before === null || moves.length > 0) writeDamageList(dataDir, list)
    if (moves.length > 0) moveDurably(moves)
    return list
  }

  function keptList(): ListedDamage {
    const kept = firstFree((name) => !isThere(join(dataDir, name)), DAMAGE_LIST)
    keepDamageList(dataDir, kept)
    return { file: DAMAGE_LIST, kept, reason: 'its content is not what was expected', foundAt: now() }
  }

  function hasRoom(kind: DataFileKind, kept: string): boolean {
    return endingsOf(kind).every((ending) => !isThere(pathOf(kind.file) + ending) || !isThere(join(dataDir, kept + ending)))
  }

  function freeName(kind: DataFileKind): string {
    return firstFree((name) => endingsOf(kind).every((ending) => !isThere(join(dataDir, name + ending))), kind.file)
  }

  function wholeCopy({ file, kept }: ListedDamage): WholeCopy | null {
    const kind = kindOf(file)
    if (!kind) return null
    const isWhole = (path: string): boolean => isThere(path) && isUsable(kind, path)
    if (isWhole(pathOf(file))) return { kind: 'in-place', path: pathOf(file) }
    if (isWhole(join(dataDir, kept))) return { kind: 'mended', path: join(dataDir, kept) }
    const older = kind.older?.copies().find(isWhole)
    return older === undefined ? null : { kind: 'older', path: older }
  }

  function view(entry: ListedDamage): DamagedFile {
    const { file, kept, reason, foundAt } = entry
    return { file, path: pathOf(file), kept: join(dataDir, kept), reason, foundAt, whole: wholeCopy(entry) }
  }

  function strike(file: DataFile): void {
    listed = listed.filter((entry) => entry.file !== file)
    writeDamageList(dataDir, listed)
  }

  return {
    /** Everything that is damaged, in the order of its weight. */
    list: (): readonly DamagedFile[] =>
      listed.toSorted((one, other) => DATA_FILES.indexOf(one.file) - DATA_FILES.indexOf(other.file)).map(view),

    /** A person goes on without a file: it begins empty, and what was kept stays. */
    goOn: (file: DataFile): void => orStoreFailure(dataDir, () => strike(file)),

    /** Puts a whole copy in the place of a damaged file. What was kept stays, unless it is what was mended. */
    restore({ file, kept, whole }: DamagedFile): void {
      const kind = kindOf(file)
      if (!kind || !whole) throw new FailureError(failure('store.nothingWhole', { path: pathOf(file), kept }))
      orStoreFailure(dataDir, () => {
        if (whole.kind === 'mended') moveDurably(endingsOf(kind).map((ending) => [whole.path + ending, pathOf(file) + ending]))
        if (whole.kind === 'older') putOlder(kind, whole.path)
        strike(file)
      })
    },
  }

  /** The copy stays: it may be needed again. */
  function putOlder(kind: DataFileKind, copy: string): void {
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
  const also = others.map((one) => `${one.path}, kept as ${one.kept}`).join('; ')
  return failure(code, { path, kept, reason }, also === '' ? {} : { detail: `also damaged: ${also}` })
}

function endingsOf({ companions }: DataFileKind): readonly string[] {
  return ['', ...companions]
}

function firstFree(isFree: (name: string) => boolean, name: string): string {
  for (let number = 1; ; number += 1) {
    const wanted = `${name}.damaged-${number}`
    if (isFree(wanted)) return wanted
  }
}

/** What is there and is no file could keep a reader waiting for ever. */
function problemOf(kind: DataFileKind, path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false })
  const target = found?.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : found
  if (found && !target) return `it is a link to ${readlinkSync(path)}, which is not there`
  if (target && !target.isFile()) return target.isDirectory() ? 'it is a folder' : 'it is not a file'
  return kind.problem(path)
}

/** A copy of which nothing can be told is not offered. */
function isUsable(kind: DataFileKind, path: string): boolean {
  try {
    return problemOf(kind, path) === null
  } catch {
    return false
  }
}

function orStoreFailure<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (caught) {
    throw storeFailureFrom(caught, path)
  }
}
