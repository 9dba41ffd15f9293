/** @file Writes a long History into a journal in seconds: directly into the table, in one transaction. */
import { basename } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { searchText } from '../../src-main/adapters/sqlite/search-text.ts'
import { dateAt, dayOf, utcOffsetAt } from '../../src-main/contract/text/day.ts'

export const MANY = 100_000
export const PER_DAY = 1_000
const LAST_DAY = '2026-11-26'

/** One past upload; `nth` counts back from the newest. */
export interface PastClip {
  readonly file: string
  readonly account: string
  readonly provider: string
  readonly sizeBytes: number
  readonly tookMs: number
}

function plainClip(nth: number): PastClip {
  const name = `clip ${String(nth).padStart(6, '0')}.mov`
  return {
    file: `/Volumes/RAID-01/Jobs/2611_Match_Harbour-Rovers/04_Exports/${name}`,
    account: nth % 3 === 0 ? 'studio' : 'archive',
    provider: 'tus',
    sizeBytes: 1_000_000 + nth,
    tookMs: 60_000,
  }
}

/** Of each hundred one has failed and one was cancelled. `clip 000000.mov` is the newest unless `clipOf` says otherwise. */
export function makeManyPast(
  path: string,
  { uploads = MANY, perDay = PER_DAY, lastDay = LAST_DAY, gapMs = 20_000, clipOf = plainClip } = {},
): void {
  openJournal(path).close()
  const database = new DatabaseSync(path)
  database.exec('PRAGMA synchronous = OFF; BEGIN')
  const insert =
    database.prepare(`INSERT INTO past_uploads (upload_id, sent_at, ended_at, day, result, kind, batch_id, path, name,
      options, metadata, account_id, account_name, provider, size_bytes, started_at, links, search_text, utc_offset)
    VALUES (?, ?, ?, ?, ?, 'upload', 'b', ?, ?, '{}', '{}', ?, ?, ?, ?, ?, ?, ?, ?)`)
  const lastNoon = dateAt(lastDay).getTime()
  for (let nth = 0; nth < uploads; nth += 1) {
    const noon = new Date(lastNoon)
    noon.setDate(noon.getDate() - Math.floor(nth / perDay))
    const endedAt = noon.getTime() - (nth % perDay) * gapMs
    const { file, account, provider, sizeBytes, tookMs } = clipOf(nth)
    const inHundred = nth % 100
    const result = inHundred === 98 ? 'failed' : inHundred === 99 ? 'cancelled' : 'sent'
    const sentAt = result === 'sent' ? endedAt : 0
    const link = `https://videos.test/watch/${nth}`
    insert.run(
      ...[`u${nth}`, sentAt, endedAt, dayOf(endedAt), result, file, basename(file), account, account, provider, sizeBytes],
      ...[endedAt - tookMs, JSON.stringify({ watch: link }), searchText(file, link), utcOffsetAt(endedAt)],
    )
  }
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}
