import { describe, expect, it } from 'vitest'
import { decideQuit, type QuitEvent, type QuitState, type QuitStep } from '../../../src-main/shell/lifecycle/quit-controller.ts'

/** What is done, event by event. */
function steps(...events: readonly QuitEvent[]): QuitStep[] {
  let state: QuitState = 'open'
  return events.map((event) => {
    const next = decideQuit(state, event)
    state = next.state
    return next.step
  })
}

const wanted = (cause: Extract<QuitEvent, { type: 'wanted' }>['cause'], moving = true): QuitEvent => ({
  type: 'wanted',
  cause,
  moving,
})
const answered = (answer: Extract<QuitEvent, { type: 'answered' }>['answer']): QuitEvent => ({ type: 'answered', answer })
const closed: QuitEvent = { type: 'closed' }

describe('quitting', () => {
  it('asks a person while bytes move, and nobody else ever', () => {
    expect(steps(wanted('user'))).toEqual(['ask'])
    for (const cause of ['update', 'session-end', 'signal', 'error'] as const) expect(steps(wanted(cause))).toEqual(['close'])
    expect(steps(wanted('user', false))).toEqual(['close'])
  })

  it('follows the answer', () => {
    expect(steps(wanted('user'), answered('quit'), closed)).toEqual(['ask', 'close', 'exit'])
    expect(steps(wanted('user'), answered('background'), wanted('user'))).toEqual(['ask', 'hide', 'ask'])
    expect(steps(wanted('user'), answered('cancel'), wanted('user'))).toEqual(['ask', 'none', 'ask'])
  })

  it('asks once, and waits for no answer when the session ends meanwhile', () => {
    expect(steps(wanted('user'), wanted('user'))).toEqual(['ask', 'none'])
    // Somebody who is sure, or a queue that is done meanwhile, needs no answer, either.
    expect(steps(wanted('user'), wanted('user', false), answered('cancel'), closed)).toEqual(['ask', 'close', 'none', 'exit'])
    expect(steps(wanted('user'), wanted('session-end'), answered('cancel'), closed)).toEqual(['ask', 'close', 'none', 'exit'])
  })

  it('closes once, however often it is wanted, and lets the process go afterwards', () => {
    expect(steps(wanted('signal'), wanted('signal'), wanted('user'), closed, wanted('user'))).toEqual([
      'close',
      'none',
      'none',
      'exit',
      'exit',
    ])
  })
})
