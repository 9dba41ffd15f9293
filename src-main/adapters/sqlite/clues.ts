/** @file Rows that may belong to a file: three searches, each by an index of its own. */
import type { SQLInputValue } from 'node:sqlite'
import type { FileClues } from '../../engine/files/same-file.ts'

/** More rows of one file than these add no information. */
export const MOST_ALIKE = 20

/** Such rows of an account, as a FROM clause. SQLite keeps the order of a cross join, so it never scans all rows. */
export function likeFile(table: 'uploads' | 'receipts'): string {
  const by = (index: string, condition: string): string =>
    `SELECT rowid AS row FROM ${table} INDEXED BY ${table}_of_${index} WHERE ${condition} AND account_id = :accountId`
  const rows = [
    by('file', 'path IN (:path, :real)'),
    by('location', "location = :location AND location <> ''"),
    by('inode', 'inode = :inode AND size_bytes = :sizeBytes'),
  ].join(' UNION ')
  return `(${rows}) AS alike CROSS JOIN ${table} ON ${table}.rowid = alike.row`
}

export function clueValues({ path, real, location, identity }: FileClues, accountId: string): Record<string, SQLInputValue> {
  return { path, real, location, inode: identity.inode, sizeBytes: identity.sizeBytes, accountId }
}
