import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../../src-main/adapters/sqlite/database.ts'
import { nativePaths } from '../../../../src-main/adapters/sqlite/migrations/11-native-paths.ts'

describe('paths that an earlier version stored', () => {
  it('get the separator of Windows only, and paths of other systems stay unchanged', () => {
    const tables = (run: (sql: string) => void): void =>
      run(`
        CREATE TABLE uploads (path TEXT);
        CREATE TABLE receipts (path TEXT);
        CREATE TABLE watched (moved_to TEXT);
        INSERT INTO uploads VALUES ('E:\\Clips/Day 1/C0001.MP4'), ('\\\\nas\\clips/a.mp4'), ('/media/card/C:\\a/b.mp4'), ('C:\\a.mp4');
        INSERT INTO receipts SELECT path FROM uploads;
        INSERT INTO watched SELECT path FROM uploads;
        INSERT INTO watched VALUES (NULL);
      `)
    const database = openDatabase(':memory:', [tables, nativePaths])
    const wanted = ['/media/card/C:\\a/b.mp4', 'C:\\a.mp4', 'E:\\Clips\\Day 1\\C0001.MP4', '\\\\nas\\clips\\a.mp4']
    for (const [table, column] of [
      ['uploads', 'path'],
      ['receipts', 'path'],
      ['watched', 'moved_to'],
    ]) {
      const rows = database.all(`SELECT ${column} AS path FROM ${table} WHERE ${column} IS NOT NULL`)
      expect(rows.map(({ path }) => String(path)).sort()).toEqual(wanted)
    }
    database.close()
  })
})
