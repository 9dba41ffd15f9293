/** @file An empty journal as an older Reelay left it. */
import { openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { journal as version1 } from '../../src-main/adapters/sqlite/migrations/1-journal.ts'
import { videos as version2 } from '../../src-main/adapters/sqlite/migrations/2-videos.ts'
import { chunks as version3 } from '../../src-main/adapters/sqlite/migrations/3-chunks.ts'
import { receipts as version4 } from '../../src-main/adapters/sqlite/migrations/4-receipts.ts'
import { watched as version5 } from '../../src-main/adapters/sqlite/migrations/5-watched.ts'

export function makeOldJournal(path: string): void {
  openDatabase(path, [version1, version2, version3, version4, version5]).close()
}
