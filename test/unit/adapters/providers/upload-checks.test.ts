import { expect, it } from 'vitest'
import { refuseMetadata } from '../../../../src-main/adapters/providers/kit/upload-checks.ts'

it('metadata is refused where the provider takes none, and none is no metadata', () => {
  expect(() => refuseMetadata('Video', { metadata: {} })).not.toThrow()
  expect(() => refuseMetadata('Video', { metadata: { project: 'x' } })).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'input.invalid' }) }),
  )
})
