import { expect, it } from 'vitest'
import { createUploadIds } from '../../../../src-main/engine/queue/upload-id.ts'

it('ids of uploads are UUIDs of version 7 in the order in which they were made, also within a millisecond', () => {
  const newUploadId = createUploadIds()
  const ids = [...Array.from({ length: 500 }, () => newUploadId(1_700_000_000_000)), newUploadId(1_700_000_000_001)]
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(501)
  for (const id of ids) expect(id).toMatch(/^018bcfe5-680[01]-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

it('ids of uploads keep their order when the clock is set back, and when there are more than a millisecond can count', () => {
  const newUploadId = createUploadIds()
  const times = [1_700_000_000_000, 1_699_999_990_000, 0, -5, ...Array.from({ length: 9_000 }, () => 1_700_000_000_000)]
  const ids = times.map(newUploadId)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.at(-1)).toMatch(/^018bcfe5-6802-7/)
  expect(newUploadId(1_700_000_001_000)).toMatch(/^018bcfe5-6be8-7000/)
})
