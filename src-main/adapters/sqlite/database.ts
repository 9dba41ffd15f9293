/** @file Opens a database, brings it up to date, and turns its errors into failures. Only this folder knows `node:sqlite`. */

import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { type Failure, FailureError, failure } from '../../contract/errors.ts'

/** Step n brings a database from version n to n + 1. Steps are only ever added. */
export type Migration = (run: (sql: string) => void) => void

export type Row = Readonly<Record<string, string | number | null>>

export interface Database {
  run(sql: string, values?: Readonly<Record<string, SQLInputValue>>): void
  one(sql: string, values?: Readonly<Record<string, SQLInputValue>>): Row | null
  all(sql: string, values?: Readonly<Record<string, SQLInputValue>>): readonly Row[]
  /** All or nothing; calls within calls join the outer one. */
  transaction<T>(work: () => T): T
  /** Runs one write so that it is on the disk itself, not only in the system's memory, when this returns. */
  durably(work: () => void): void
  /** Tells of every failure of a call, besides throwing it. */
  onFailure(listener: (problem: Failure) => void): void
  close(): void
}

/** How long a statement waits for another process that writes, such as a backup tool. */
const BUSY_MS = 2_000

/**
 * Opens or makes the database.
 *
 * @throws FailureError `store.*`, naming the file. A file that is no database is moved aside, unchanged.
 */
export function openDatabase(path: string, migrations: readonly Migration[]): Database {
  const connection = connect(path)
  try {
    migrate(connection, path, migrations)
  } catch (caught) {
    connection.close()
    throw storeError(caught, path)
  }
  return wrap(connection, path)
}

function connect(path: string): DatabaseSync {
  let connection: DatabaseSync | null = null
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    connection = new DatabaseSync(path, { timeout: BUSY_MS })
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
    // What a single statement needs to take itself back goes to memory: a file for it makes inserts three times as slow.
    connection.exec('PRAGMA temp_store = MEMORY')
    const check = connection.prepare('PRAGMA quick_check(1)').get()
    if (check?.['quick_check'] !== 'ok') throw new Error(String(check?.['quick_check']))
    return connection
  } catch (caught) {
    connection?.close()
    throw isDamage(caught) ? keepAside(path, caught) : storeError(caught, path)
  }
}

function migrate(connection: DatabaseSync, path: string, migrations: readonly Migration[]): void {
  const theirs = Number(connection.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  const ours = migrations.length
  if (theirs > ours) throw new FailureError(failure('store.newer', { path, theirs, ours }))
  if (theirs === ours) return
  if (theirs > 0) backUp(connection, `${path}.before-version-${ours}`)
  connection.exec('BEGIN IMMEDIATE')
  for (const step of migrations.slice(theirs)) step((sql) => connection.exec(sql))
  connection.exec(`PRAGMA user_version = ${ours}`)
  connection.exec('COMMIT')
}

/** A whole copy, written by SQLite itself. An older copy of the same step is the truer one and stays. */
function backUp(connection: DatabaseSync, target: string): void {
  if (!existsSync(target)) connection.prepare('VACUUM INTO ?').run(target)
}

function wrap(connection: DatabaseSync, path: string): Database {
  const statements = new Map<string, StatementSync>()
  const listeners: ((problem: Failure) => void)[] = []
  let depth = 0

  function statement(sql: string): StatementSync {
    const known = statements.get(sql)
    if (known) return known
    const prepared = connection.prepare(sql)
    prepared.setAllowUnknownNamedParameters(true)
    statements.set(sql, prepared)
    return prepared
  }

  function guard<T>(work: () => T): T {
    try {
      return work()
    } catch (caught) {
      const error = storeError(caught, path)
      for (const listener of listeners) listener(error.failure)
      throw error
    }
  }

  return {
    run: (sql, values = {}) => guard(() => void statement(sql).run(values)),
    one: (sql, values = {}) => guard(() => (statement(sql).get(values) as Row | undefined) ?? null),
    all: (sql, values = {}) => guard(() => statement(sql).all(values) as unknown as readonly Row[]),
    transaction(work) {
      if (depth > 0) return work()
      guard(() => connection.exec('BEGIN IMMEDIATE'))
      depth += 1
      try {
        const value = work()
        guard(() => connection.exec('COMMIT'))
        return value
      } catch (caught) {
        if (connection.isTransaction) connection.exec('ROLLBACK')
        throw caught
      } finally {
        depth -= 1
      }
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
    close: () => connection.close(),
  }
}

/** SQLite's primary result codes, of which the extended ones carry more in their upper bits. */
const CODES = { PERM: 3, READONLY: 8, IOERR: 10, CORRUPT: 11, FULL: 13, CANTOPEN: 14, NOTADB: 26 } as const

function primaryCode(caught: unknown): number {
  const code = caught instanceof Error && 'errcode' in caught ? Number(caught.errcode) : 0
  return code & 0xff
}

function isDamage(caught: unknown): boolean {
  const code = primaryCode(caught)
  const saysSo = caught instanceof Error && !('errcode' in caught) && !('code' in caught)
  return code === CODES.NOTADB || code === CODES.CORRUPT || saysSo
}

/** The failure behind an error of SQLite or of the file system, naming the file. */
export function storeError(caught: unknown, path: string): FailureError {
  if (caught instanceof FailureError) return caught
  const reason = caught instanceof Error ? caught.message : String(caught)
  return new FailureError(storeFailure(caught, path, reason), caught)
}

function storeFailure(caught: unknown, path: string, reason: string): Failure {
  const system = caught instanceof Error && 'code' in caught ? String(caught.code) : ''
  if (system === 'ENOSPC') return failure('store.full', { path })
  switch (primaryCode(caught)) {
    case CODES.FULL:
      return failure('store.full', { path })
    case CODES.PERM:
    case CODES.READONLY:
    case CODES.CANTOPEN:
      return failure('store.readOnly', { path, reason })
    default:
      return failure(['EACCES', 'EPERM', 'EROFS'].includes(system) ? 'store.readOnly' : 'store.failed', { path, reason })
  }
}

/** Moves a damaged file and its companions out of the way, so that it can be examined and is never written over. */
function keepAside(path: string, cause: unknown): FailureError {
  const stamp = new Date(statSync(path).mtimeMs).toISOString().replace(/[:.]/g, '-')
  const kept = freeName(`${path}.damaged-${stamp}`)
  for (const ending of ['', '-wal', '-shm']) if (existsSync(path + ending)) renameSync(path + ending, kept + ending)
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new FailureError(failure('store.damaged', { path, kept, reason }), cause)
}

function freeName(wanted: string): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}-${number}`
    if (!existsSync(name)) return name
  }
}
