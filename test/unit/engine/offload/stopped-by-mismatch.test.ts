import { expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { isStoppedByMismatch } from '../../../../src-main/engine/offload/expectation.ts'

const mismatch = failure('file.notAsOffloaded', { path: '/a.mov', list: '/a.mhl', format: 'MD5', value: '1', found: '2' })

it('an upload is stopped by a mismatch while it needs a person because of it, and in no other case', () => {
  expect(isStoppedByMismatch({ state: 'needs-attention', failure: mismatch })).toBe(true)
  expect(isStoppedByMismatch({ state: 'needs-attention', failure: failure('file.changed', { path: '/a.mov' }) })).toBe(false)
  expect(isStoppedByMismatch({ state: 'needs-attention', failure: null })).toBe(false)
  // Its retry has begun: the failure stays until it ends.
  expect(isStoppedByMismatch({ state: 'queued', failure: mismatch })).toBe(false)
})
