/** @file An upload that has ended, for tests. */
import type { PastUpload } from '../../src-main/contract/history/past-upload.ts'
import { dayOf, utcOffsetAt } from '../../src-main/contract/text/day.ts'

const ENDED_AT = Date.UTC(2026, 10, 26, 16, 52)

export function aPastUpload(change: Partial<PastUpload> = {}): PastUpload {
  const endedAt = change.endedAt ?? ENDED_AT
  return {
    id: 1,
    uploadId: 'one',
    kind: 'upload',
    batchId: 'b',
    endedAt,
    day: dayOf(endedAt),
    utcOffset: utcOffsetAt(endedAt),
    result: 'sent',
    path: '/Volumes/RAID-01/Jobs/2611_Match/04_Exports/Press conference.mov',
    name: 'Press conference.mov',
    title: null,
    accountId: 'acc',
    accountName: 'Cloudflare · Studio',
    provider: 'cloudflare',
    sizeBytes: 1_000_000_000,
    startedAt: endedAt - 110_000,
    sentAt: endedAt - 10_000,
    failure: null,
    deletedAt: null,
    links: { watch: 'https://v.test/1' },
    processing: {
      state: 'complete',
      percent: 100,
      words: 'ready',
      parts: [],
      warning: null,
      checkedAt: endedAt,
      unanswered: null,
      proof: [],
    },
    receiptId: 'r1',
    sha256: 'ab'.repeat(32),
    proof: ['accepted', 'size confirmed by host'],
    media: null,
    thumbnail: null,
    rowState: null,
    ...change,
  }
}
