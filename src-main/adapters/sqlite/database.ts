/** @file Opens a database, brings it up to date, and turns its errors into failures. Only this folder knows `node:sqlite`. */
import { accessSync, constants, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { exhaustionIn } from '../../engine/exhaustion.ts'
import { storeFailureFrom } from '../../engine/store-failure.ts'
import { isOutOfDescriptors } from '../descriptors.ts'
import { createCheckpoints } from './checkpoints.ts'
import { createCommitCallbacks } from './commit-callbacks.ts'
import { exclusiveOpenError } from './exclusive-open.ts'
import { searchText } from './search-text.ts'

/** Step n brings a database from version n to n + 1. Steps are only ever added. */
export type Migration = (run: (sql: string) => void) => void

export type Row = Readonly<Record<string, string | number | null>>

export interface Database {
  run(sql: string, values?: Readonly<Record<string, SQLInputValue>>): void
  one(sql: string, values?: Readonly<Record<string, SQLInputValue>>): Row | null
  all(sql: string, values?: Readonly<Record<string, SQLInputValue>>): readonly Row[]
  /** All or nothing; nested calls join the outer transaction. */
  transaction<T>(work: () => T): T
  /**
   * Runs a callback after the commit of the current transaction, or at once without one; never after a rollback. Callbacks run
   * one after the other, in the order in which they were added.
   */
  afterCommit(work: () => void): void
  /**
   * Runs one write so that it is on the disk itself, not only in the system's memory, when this returns. Within a transaction the write
   * runs without that guarantee: SQLite does not change the setting there.
   */
  durably(work: () => void): void
  /** Reports every failure of the disk, besides throwing it. */
  onFailure(listener: (problem: Failure) => void): void
  close(): void
}

/** How long a statement waits for another process that writes, such as a backup tool. */
const BUSY_MS = 2_000

const CACHE_KIB = 32 * 1024
/** Reached only by a single large transaction: otherwise `checkpoints.ts` runs a checkpoint earlier. */
const CHECKPOINT_PAGES = 2_000

export const IN_MEMORY = ':memory:'

/**
 * Opens or creates the database.
 *
 * @throws FailureError `store.*`, naming the file
 */
export function openDatabase(path: string, migrations: readonly Migration[]): Database {
  try {
    if (path !== IN_MEMORY && !existsSync(path)) create(path, migrations)
    return wrap(openMigrated(path, migrations), path)
  } catch (caught) {
    throw storeError(caught, path)
  }
}

/** Creates the file under another name and renames it: if the process ends meanwhile, no incomplete database has the name. */
function create(path: string, migrations: readonly Migration[]): void {
  const fresh = `${path}.new`
  for (const ending of ['', '-wal', '-shm']) rmSync(fresh + ending, { force: true })
  // SQLite gives its companion files the same mode.
  writeFileSync(fresh, '', { mode: 0o600, flag: 'wx' })
  openMigrated(fresh, migrations).close()
  renameSync(fresh, path)
}

function openMigrated(path: string, migrations: readonly Migration[]): DatabaseSync {
  const connection = new DatabaseSync(path, { timeout: BUSY_MS })
  try {
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    // Statement journals go to memory: files for them make inserts three times as slow.
    connection.exec('PRAGMA temp_store = MEMORY')
    // The indexes of a hundred thousand rows fit into the cache.
    connection.exec(`PRAGMA cache_size = -${CACHE_KIB}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
    migrate(connection, path, migrations)
    return connection
  } catch (caught) {
    // Before closing, which frees the descriptors that may have been missing.
    const exhausted = exhaustionOf(caught)
    connection.close()
    throw exhausted === null ? caught : new FailureError(exhausted, caught)
  }
}

function migrate(connection: DatabaseSync, path: string, migrations: readonly Migration[]): void {
  const theirs = Number(connection.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  const ours = migrations.length
  if (theirs > ours) throw new FailureError(failure('store.newer', { path, theirs, ours }))
  if (theirs === ours) return
  if (theirs > 0) backUp(connection, `${path}.before-version-${ours}`)
  connection.exec('BEGIN IMMEDIATE')
  runSteps(connection, migrations.slice(theirs))
  connection.exec(`PRAGMA user_version = ${ours}`)
  connection.exec('COMMIT')
}

/** Runs migration steps. */
export function runSteps(connection: DatabaseSync, steps: readonly Migration[]): void {
  // For steps only: the schema itself uses no function of Reelay, so that other programs can open the file.
  connection.function('search_text', { deterministic: true, varargs: true }, searchTextOf)
  for (const step of steps) step((sql) => connection.exec(sql))
}

function searchTextOf(...values: readonly unknown[]): string {
  return searchText(...values.filter((value) => typeof value === 'string'))
}

/** Lets SQLite write a complete copy. A copy that exists is of an earlier attempt at this migration, has the original data, and stays. */
function backUp(connection: DatabaseSync, target: string): void {
  if (existsSync(target)) return
  const fresh = `${target}.new`
  writeFileSync(fresh, '', { mode: 0o600 })
  connection.prepare('VACUUM INTO ?').run(fresh)
  renameSync(fresh, target)
}

function wrap(connection: DatabaseSync, path: string): Database {
  const statements = new Map<string, StatementSync>()
  const listeners: ((problem: Failure) => void)[] = []
  const callbacks = createCommitCallbacks()
  const checkpoints = path === IN_MEMORY ? null : createCheckpoints(`${path}-wal`, checkpoint)
  let depth = 0
  let rowsWritten = 0

  /** Throws when the disk fails, or the database was closed meanwhile; `checkpoints.ts` ignores both. */
  function checkpoint(): number {
    return Number(statement('PRAGMA wal_checkpoint(PASSIVE)').get()?.['log'])
  }

  function committed(): void {
    checkpoints?.addWritten(rowsWritten)
    rowsWritten = 0
  }

  function statement(sql: string): StatementSync {
    const known = statements.get(sql)
    if (known) return known
    const prepared = connection.prepare(sql)
    prepared.setAllowUnknownNamedParameters(true)
    statements.set(sql, prepared)
    return prepared
  }

  function guard<T>(work: () => T): T {
    // A call after `close` is no failure of the disk.
    if (!connection.isOpen) throw new FailureError(failure('host.closing'))
    try {
      return work()
    } catch (caught) {
      // A wrong statement is no failure of the disk: listeners, which stop the queue, are not notified.
      if (isBug(caught)) throw caught
      const error = storeError(caught, path)
      for (const listener of listeners) listener(error.failure)
      throw error
    }
  }

  function runTransaction<T>(work: () => T): T {
    guard(() => connection.exec('BEGIN IMMEDIATE'))
    depth += 1
    try {
      const value = work()
      guard(() => connection.exec('COMMIT'))
      return value
    } catch (caught) {
      callbacks.discard()
      if (connection.isTransaction) connection.exec('ROLLBACK')
      throw caught
    } finally {
      depth -= 1
    }
  }

  return {
    run(sql, values = {}) {
      rowsWritten += guard(() => Number(statement(sql).run(values).changes))
      if (depth === 0) committed()
    },
    one: (sql, values = {}) => guard(() => (statement(sql).get(values) as Row | undefined) ?? null),
    all: (sql, values = {}) => guard(() => statement(sql).all(values) as unknown as readonly Row[]),
    transaction(work) {
      if (depth > 0) return work()
      const value = runTransaction(work)
      committed()
      callbacks.run()
      return value
    },
    afterCommit(work) {
      callbacks.add(work)
      if (depth === 0) callbacks.run()
    },
    durably(work) {
      if (depth > 0) return work()
      guard(() => connection.exec('PRAGMA synchronous = FULL'))
      try {
        work()
      } finally {
        guard(() => connection.exec('PRAGMA synchronous = NORMAL'))
      }
    },
    onFailure: (listener) => void listeners.push(listener),
    close() {
      if (connection.isOpen) connection.close()
    },
  }
}

/** SQLite's primary result codes, of which the extended ones carry more in their upper bits. */
const CODES = { PERM: 3, BUSY: 5, LOCKED: 6, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 } as const

/** ERROR, INTERNAL, TOOBIG, CONSTRAINT, MISMATCH, MISUSE and RANGE: about the statement, never about the disk. */
const STATEMENT_CODES: ReadonlySet<number> = new Set([1, 2, 18, 19, 20, 21, 25])

function primaryCode(caught: unknown): number {
  const code = caught instanceof Error && 'errcode' in caught ? Number(caught.errcode) : 0
  return code & 0xff
}

/** Whether the statement or one of its values was wrong: neither the disk nor another program is the cause. */
function isBug(caught: unknown): boolean {
  if (!(caught instanceof Error) || caught instanceof FailureError) return false
  return 'errcode' in caught ? STATEMENT_CODES.has(primaryCode(caught)) : true
}

/** Whether SQLite reports damaged content, in contrast to a file that it cannot read. */
export function isDamage(caught: unknown): boolean {
  const code = primaryCode(caught)
  return code === CODES.NOTADB || code === CODES.CORRUPT
}

/** Exhausted resources of the machine, which SQLite reports only as “cannot open”. */
function exhaustionOf(caught: unknown): Failure | null {
  const code = primaryCode(caught)
  const isVague = code === CODES.CANTOPEN || code === CODES.IOERR
  if (!isVague || !isOutOfDescriptors()) return exhaustionIn(caught)
  return failure('system.files', {}, { detail: caught instanceof Error ? caught.message : String(caught) })
}

/** The failure behind an error of SQLite or of the file system, naming the file. */
export function storeError(caught: unknown, path: string): FailureError {
  const reason = caught instanceof Error ? caught.message : String(caught)
  const exhaustion = exhaustionOf(caught)
  if (exhaustion) return new FailureError(exhaustion, caught)
  switch (primaryCode(caught)) {
    case CODES.FULL:
      return new FailureError(failure('store.full', { path }), caught)
    case CODES.BUSY:
    case CODES.LOCKED:
      return new FailureError(failure('store.busy', { path }, { detail: reason }), caught)
    case CODES.PERM:
    case CODES.READONLY:
    case CODES.CANTOPEN:
    case CODES.IOERR:
      return refusalOf(caught, path)
    default:
      return storeFailureFrom(caught, path)
  }
}

/** SQLite does not report the reason of a refusal; the file system does. */
function refusalOf(caught: unknown, path: string): FailureError {
  const reason = caught instanceof Error ? caught.message : String(caught)
  for (const target of [dirname(path), path]) {
    try {
      accessSync(target, constants.R_OK | constants.W_OK)
    } catch (refusal) {
      return storeFailureFrom(refusal, path)
    }
  }
  const openElsewhere = exclusiveOpenError(path)
  if (openElsewhere) return storeFailureFrom(openElsewhere, path)
  const code = primaryCode(caught) === CODES.IOERR ? 'store.failed' : 'store.readOnly'
  return new FailureError(failure(code, { path, reason }), caught)
}
