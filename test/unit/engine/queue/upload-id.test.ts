import { expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { createUploadIds } from '../../../../src-main/engine/queue/upload-id.ts'
import { anUpload } from '../../../support/fakes.ts'
import { createHarness } from '../../../support/queue-harness.ts'

it('ids of uploads are UUIDs of version 7 in the order of their creation, also within a millisecond', () => {
  const newUploadId = createUploadIds(null)
  const ids = [...Array.from({ length: 500 }, () => newUploadId(1_700_000_000_000)), newUploadId(1_700_000_000_001)]
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(501)
  for (const id of ids) expect(id).toMatch(/^018bcfe5-680[01]-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

it('ids of uploads keep their order when the clock is set back, and when there are more than a millisecond can count', () => {
  const newUploadId = createUploadIds(null)
  const times = [1_700_000_000_000, 1_699_999_990_000, 0, -5, ...Array.from({ length: 9_000 }, () => 1_700_000_000_000)]
  const ids = times.map(newUploadId)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.at(-1)).toMatch(/^018bcfe5-6802-7/)
  expect(newUploadId(1_700_000_001_000)).toMatch(/^018bcfe5-6be8-7000/)
})

it.each([
  ['the same millisecond', 1_700_000_000_000],
  ['an hour earlier', 1_699_996_400_000],
])('ids of uploads continue after those of an earlier process whose clock was at %s', (_, now) => {
  const earlier = createUploadIds(null)
  const ids = Array.from({ length: 3 }, () => earlier(1_700_000_000_000))
  const later = createUploadIds(ids.at(-1) ?? null)
  expect([...ids, later(now), later(now)].toSorted()).toEqual([...ids, expect.any(String), expect.any(String)])
  expect(later(now)).toMatch(/^018bcfe5-6800-7005-/)
})

it('ids of uploads begin with the time after one that has none', () => {
  expect(createUploadIds('ffffffff-ffff-4fff-bfff-ffffffffffff')(1_700_000_000_000)).toMatch(/^018bcfe5-6800-7000-/)
})

it('an upload that is added has an id after those of the journal, also after one that was removed and can be restored', async () => {
  const journal = openJournal(':memory:')
  const { clock } = createHarness()
  const ids = createUploadIds(null)
  const [first = '', removed = ''] = [0, 0].map(() => ids(clock.now() + 3_600_000))
  const entry = { at: 1, event: 'add', state: 'queued', bytes: null, failure: null } as const
  const rows = [first, removed, '0fffffff-ffff-4fff-bfff-ffffffffffff'].map((id, index) =>
    anUpload({ id, path: `/${index}.mp4`, position: `a${index}`, state: 'paused' }),
  )
  journal.uploads.insert(rows, entry)
  journal.removed.move('removal', [removed])
  const harness = createHarness({ journal })
  const [id = ''] = await harness.add(['one.mp4'])
  expect([first, removed, id].toSorted()).toEqual([first, removed, id])
  expect(id.slice(0, 13)).toBe(first.slice(0, 13))
})
