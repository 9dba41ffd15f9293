/** @file Whether the app quits, asks first, or is on its way already. Pure: `quitting.ts` does what it says. */

/**
 * - `user`: a menu, a key, the dock.
 * - `update`: a new version is put in its place.
 * - `session-end`: the system shuts down, starts again, or somebody signs out.
 * - `signal`: another program ends this one.
 * - `error`: main cannot be trusted any more.
 */
export type QuitCause = 'user' | 'update' | 'session-end' | 'signal' | 'error'

export type QuitAnswer = 'background' | 'quit' | 'cancel'

/** - `closed`: nothing is left to wait for. */
export type QuitState = 'open' | 'asking' | 'closing' | 'closed'

export type QuitEvent =
  /** `moving`: bytes move, and the person has not said that this is known. */
  | { readonly type: 'wanted'; readonly cause: QuitCause; readonly moving: boolean }
  | { readonly type: 'answered'; readonly answer: QuitAnswer }
  | { readonly type: 'closed' }

/** What is to be done. `exit`: let the process end. */
export type QuitStep = 'none' | 'ask' | 'hide' | 'close' | 'exit'

export function decideQuit(state: QuitState, event: QuitEvent): { readonly state: QuitState; readonly step: QuitStep } {
  if (event.type === 'closed') return { state: 'closed', step: 'exit' }
  if (state === 'closed') return { state, step: event.type === 'wanted' ? 'exit' : 'none' }
  if (state === 'closing') return { state, step: 'none' }
  if (event.type === 'answered') {
    if (state !== 'asking') return { state, step: 'none' }
    if (event.answer === 'quit') return { state: 'closing', step: 'close' }
    return { state: 'open', step: event.answer === 'background' ? 'hide' : 'none' }
  }
  // Nobody may be there to answer, and the system does not wait: only a person is asked, and only once.
  if (event.cause !== 'user') return { state: 'closing', step: 'close' }
  if (state === 'asking' && event.moving) return { state, step: 'none' }
  return event.moving ? { state: 'asking', step: 'ask' } : { state: 'closing', step: 'close' }
}
