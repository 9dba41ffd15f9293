/** @file Finds rows that may be of a file by three searches, each with an index of its own. */
import type { SQLInputValue } from 'node:sqlite'
import type { FileClues } from '../../engine/files/same-file.ts'

/** More rows of one file add no information. */
export const MAX_ALIKE = 20

/** A FROM clause with the rows of an account that may be of a file. SQLite keeps the order of a cross join, so it never scans all rows. */
export function likeFile(table: 'uploads' | 'receipts'): string {
  const search = (index: string, condition: string): string =>
    `SELECT rowid AS row FROM ${table} INDEXED BY ${table}_of_${index} WHERE ${condition} AND account_id = :accountId`
  const rows = [
    search('file', 'path IN (:path, :real)'),
    search('location', "location = :location AND location <> ''"),
    search('inode', 'inode = :inode AND size_bytes = :sizeBytes'),
  ].join(' UNION ')
  return `(${rows}) AS alike CROSS JOIN ${table} ON ${table}.rowid = alike.row`
}

export function clueValues({ path, real, location, identity }: FileClues, accountId: string): Record<string, SQLInputValue> {
  return { path, real, location, inode: identity.inode, sizeBytes: identity.sizeBytes, accountId }
}
