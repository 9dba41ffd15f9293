/** @file Finds secrets that earlier versions stored in clear, replaces them, and overwrites them in every copy of the journal. */
import { DatabaseSync } from 'node:sqlite'
import type { AccountRename, ClearText } from '../../engine/secrets/ports.ts'
import { type Database, IN_MEMORY, storeError } from './database.ts'
import { olderJournals } from './journal-check.ts'
import { SEALED } from './migrations/9-sealed-links.ts'
import { text, textOrNull } from './rows.ts'

/** Columns with texts of failures. */
const FAILURE_COLUMNS = ['uploads.failure', 'uploads.waiting', 'history.failure'] as const
const TABLES_WITH_ACCOUNT = ['uploads', 'receipts', 'cleanups', 'live_streams'] as const

export function createClearText(database: Database, path: string): ClearText {
  const sealedOf = (id: string): string | null =>
    textOrNull(database.one('SELECT sealed_url FROM uploads WHERE id = :id', { id }), 'sealed_url')

  return {
    links: (limit) =>
      database
        .all("SELECT id, source_url FROM uploads WHERE source_url IS NOT NULL AND source_url <> '' LIMIT :limit", { limit })
        .map((row) => ({ id: text(row, 'id'), url: text(row, 'source_url') })),

    linkOf: (id) => textOrNull(database.one('SELECT source_url FROM uploads WHERE id = :id', { id }), 'source_url') || null,

    seal: (links) =>
      database.transaction(() => {
        for (const link of links) {
          database.run("UPDATE uploads SET sealed_url = :sealedUrl, source_url = '' WHERE id = :id", { ...link })
        }
      }),

    hasLeft: () => database.one('SELECT 1 FROM uploads WHERE source_url IS NOT NULL LIMIT 1') !== null,

    rename: (renames) =>
      database.transaction(() => renameIn((sql, values) => database.run(sql, values), renames, TABLES_WITH_ACCOUNT)),

    purge(renames) {
      try {
        for (const copy of path === IN_MEMORY ? [] : olderJournals(path)) purgeCopy(copy, renames, sealedOf)
      } catch (caught) {
        throw storeError(caught, path)
      }
      rewrite(database)
      database.run("UPDATE uploads SET source_url = NULL WHERE source_url = ''")
    },
  }
}

type Run = (sql: string, values: Readonly<Record<string, string>>) => void

function renameIn(run: Run, renames: readonly AccountRename[], tables: readonly string[]): void {
  for (const { from, to, name, secret } of renames) {
    for (const table of from === to ? [] : tables)
      run(`UPDATE ${table} SET account_id = :to WHERE account_id = :from`, { from, to })
    run('UPDATE receipts SET account_name = :name WHERE account_id = :to', { name, to })
    for (const qualified of FAILURE_COLUMNS) {
      const [table, column] = qualified.split('.')
      const sql = `UPDATE ${table} SET ${column} = replace(${column}, :secret, '…') WHERE instr(${column}, :secret) > 0`
      run(sql, { secret })
    }
  }
}

/** Rewrites the file: its free pages and the write-ahead log still contain deleted text. */
function rewrite(database: Database): void {
  database.run('VACUUM')
  database.all('PRAGMA wal_checkpoint(TRUNCATE)')
}

/** A copy of an earlier version has no column for sealed links: they replace the links in clear, with a prefix that marks them. */
function purgeCopy(path: string, renames: readonly AccountRename[], sealedOf: (id: string) => string | null): void {
  const copy = new DatabaseSync(path)
  try {
    const tables = copy
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => String(name))
    const columns = copy
      .prepare("SELECT name FROM pragma_table_info('uploads')")
      .all()
      .map(({ name }) => String(name))
    copy.exec('PRAGMA secure_delete = ON')
    if (columns.includes('source_url')) sealLinksOf(copy, sealedOf)
    const run: Run = (sql, values) => {
      const statement = copy.prepare(sql)
      statement.setAllowUnknownNamedParameters(true)
      statement.run({ ...values })
    }
    renameIn(
      run,
      renames,
      TABLES_WITH_ACCOUNT.filter((table) => tables.includes(table)),
    )
    copy.exec('VACUUM')
  } finally {
    copy.close()
  }
}

function sealLinksOf(copy: DatabaseSync, sealedOf: (id: string) => string | null): void {
  const links = copy.prepare('SELECT id FROM uploads WHERE source_url IS NOT NULL AND source_url NOT LIKE ?').all(`${SEALED}%`)
  const seal = copy.prepare('UPDATE uploads SET source_url = ? WHERE id = ?')
  copy.exec('BEGIN')
  for (const { id } of links) {
    const sealed = sealedOf(String(id))
    seal.run(sealed === null ? null : SEALED + sealed, id ?? null)
  }
  copy.exec('COMMIT')
}
