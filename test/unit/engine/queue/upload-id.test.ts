import { expect, it } from 'vitest'
import { newUploadId } from '../../../../src-main/engine/queue/upload-id.ts'

it('ids of uploads are UUIDs of version 7 in the order in which they were made, also within a millisecond', () => {
  const ids = [...Array.from({ length: 500 }, () => newUploadId(1_700_000_000_000)), newUploadId(1_700_000_000_001)]
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(501)
  for (const id of ids) expect(id).toMatch(/^018bcfe5-680[01]-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
