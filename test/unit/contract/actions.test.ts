import { describe, expect, it } from 'vitest'
import { ACTIONS, canDo, isPossible } from '../../../src-main/contract/actions.ts'
import { failure } from '../../../src-main/contract/errors.ts'
import { UPLOAD_STATES } from '../../../src-main/contract/upload.ts'

describe('what can be asked of an upload', () => {
  it('depends on its state, and waiting for quiet on its file having changed', () => {
    for (const state of UPLOAD_STATES) {
      for (const action of ACTIONS.filter((name) => name !== 'whenQuiet')) {
        expect(canDo(action, { state, failure: null }), `${action} ${state}`).toBe(isPossible(action, state))
      }
      const changed = { state, failure: failure('file.changed') }
      expect(canDo('whenQuiet', changed), state).toBe(state === 'needs-attention')
    }
    expect(canDo('whenQuiet', { state: 'needs-attention', failure: failure('upload.expired') })).toBe(false)
  })
})
