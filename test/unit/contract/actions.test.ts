import { describe, expect, it } from 'vitest'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import { ACTIONS, canDo, isAllowed } from '../../../src-main/contract/queue/actions.ts'
import { UPLOAD_STATES } from '../../../src-main/contract/queue/upload.ts'

/** Actions that answer to one failure. */
const ANSWERS = { whenQuiet: 'file.changed', sendAsIs: 'file.notAsOffloaded' } as const

describe('what can be asked of an upload', () => {
  it('depends on its state', () => {
    for (const state of UPLOAD_STATES) {
      for (const action of ACTIONS.filter((name) => !(name in ANSWERS))) {
        expect(canDo(action, { state, failure: null }), `${action} ${state}`).toBe(isAllowed(action, state))
      }
    }
  })

  it.each(Object.entries(ANSWERS) as ['whenQuiet' | 'sendAsIs', 'file.changed'][])(
    'depends on its failure: %s answers to %s only',
    (action, code) => {
      for (const state of UPLOAD_STATES) {
        expect(canDo(action, { state, failure: failure(code) }), state).toBe(state === 'needs-attention')
      }
      expect(canDo(action, { state: 'needs-attention', failure: failure('upload.expired') })).toBe(false)
      expect(canDo(action, { state: 'needs-attention', failure: null })).toBe(false)
    },
  )
})
