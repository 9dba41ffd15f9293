/**
 * @file Version 11: paths of files in watched folders on Windows had both separators, unlike all other paths. No
 * name there holds a `/`, and no path elsewhere begins with a letter or two backslashes.
 */
import type { Migration } from '../database.ts'

const PATHS = [
  ['uploads', 'path'],
  ['receipts', 'path'],
  ['watched', 'moved_to'],
] as const

export const nativePaths: Migration = (run) => {
  for (const [table, column] of PATHS) {
    run(`
      UPDATE ${table} SET ${column} = replace(${column}, '/', '\\')
      WHERE instr(${column}, '/') > 0 AND (${column} GLOB '[A-Za-z]:\\*' OR ${column} GLOB '\\\\*');
    `)
  }
}
