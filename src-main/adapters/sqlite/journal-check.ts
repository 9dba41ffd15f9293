/** @file Checks whether a file is an intact journal, and prepares an older copy for use. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'
import { groupOf, SETTLED, UPLOAD_STATES } from '../../contract/queue/upload.ts'
import { IN_MEMORY, isDamage, type Migration, runSteps, storeError } from './database.ts'

/** Suffixes of the files that belong to a database. */
export const COMPANIONS = ['-wal', '-shm', '-journal'] as const

/** The first four bytes of a write-ahead log, for checksums in either byte order. */
const LOG_MAGIC: ReadonlySet<number> = new Set([0x377f0682, 0x377f0683])

/**
 * What is wrong with the journal at a path; `null` when it is intact or does not exist. Changes nothing.
 *
 * @throws FailureError `store.newer`; `store.*` when it cannot be read
 */
export function journalProblem(path: string, migrations: readonly Migration[]): DisplayText | null {
  try {
    const log = logProblem(`${path}-wal`)
    if (log !== null) return log
    const hasLog = sizeOf(`${path}-wal`) > 0
    if (!existsSync(path)) return hasLog ? phrase('its newest entries are there, and the journal itself is not') : null
    if (sizeOf(path) === 0) return phrase('it is empty')
    return contentProblem(path, hasLog, migrations)
  } catch (caught) {
    if (isDamage(caught) && caught instanceof Error) return caught.message
    throw storeError(caught, path)
  }
}

/** SQLite ignores a log that it cannot read, and what was committed in it would be lost. */
function logProblem(path: string): DisplayText | null {
  if (sizeOf(path) === 0) return null
  const magic = Buffer.alloc(4)
  const file = openSync(path, 'r')
  try {
    readSync(file, magic)
  } finally {
    closeSync(file)
  }
  return LOG_MAGIC.has(magic.readUInt32BE())
    ? null
    : phrase('its newest entries in {file} cannot be read', { file: basename(path) })
}

function contentProblem(path: string, hasLog: boolean, migrations: readonly Migration[]): DisplayText | null {
  const address = pathToFileURL(path)
  // Without a log, SQLite would create companion files.
  if (!hasLog) address.search = '?immutable=1'
  const connection = new DatabaseSync(address, { readOnly: true })
  try {
    const check = String(connection.prepare('PRAGMA quick_check(1)').get()?.['quick_check'])
    if (check !== 'ok') return check.replaceAll(/\s+/g, ' ')
    const version = Number(connection.prepare('PRAGMA user_version').get()?.['user_version'])
    if (version > migrations.length) {
      throw new FailureError(failure('store.newer', { path, theirs: version, ours: migrations.length }))
    }
    return version < 1 ? phrase('it is not a journal of Reelay') : schemaProblem(connection, migrations.slice(0, version))
  } finally {
    connection.close()
  }
}

/** Compares the schema with that of a fresh journal of the same version. Additional parts are allowed. */
function schemaProblem(connection: DatabaseSync, migrations: readonly Migration[]): DisplayText | null {
  const ours = new DatabaseSync(IN_MEMORY)
  try {
    runSteps(ours, migrations)
    const theirs = partsOf(connection)
    const missing = [...partsOf(ours)].find((part) => !theirs.has(part))
    return missing === undefined ? null : phrase('it is not a journal of Reelay: {part} is missing', { part: missing })
  } finally {
    ours.close()
  }
}

function partsOf(connection: DatabaseSync): ReadonlySet<string> {
  const named = connection.prepare("SELECT type || ' ' || name AS part FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all()
  const columns = connection
    .prepare(
      `SELECT 'column ' || tables.name || '.' || columns.name || ' ' || columns.type AS part FROM sqlite_schema AS tables
        JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'`,
    )
    .all()
  return new Set([...named, ...columns].map(({ part }) => String(part)))
}

/** Paths of the copies that migrations made, the newest first. */
export function olderJournals(path: string): readonly string[] {
  const prefix = `${basename(path)}.before-version-`
  return readdirSync(dirname(path))
    .flatMap((name) => (name.startsWith(prefix) ? { name, version: Number(name.slice(prefix.length)) } : []))
    .filter(({ version }) => Number.isInteger(version))
    .sort((a, b) => b.version - a.version)
    .map(({ name }) => join(dirname(path), name))
}

/** Pauses unfinished uploads in an older copy: they may have been sent since. */
export function pauseUnfinished(path: string): void {
  const unfinished = UPLOAD_STATES.filter((state) => !SETTLED.has(state) && state !== 'processing')
  const connection = new DatabaseSync(path)
  try {
    connection
      .prepare(
        `UPDATE uploads SET state = 'paused', state_group = ?, waiting = NULL, due_at = NULL
          WHERE state IN (SELECT value FROM json_each(?))`,
      )
      .run(groupOf('paused'), JSON.stringify(unfinished))
  } finally {
    connection.close()
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
