/** @file Decides whether the app quits, asks first, or quits already. Pure: `quitting.ts` carries it out. */

/**
 * - `user`: a menu, a key, the dock.
 * - `update`: a new version is installed.
 * - `session-end`: shutdown, restart or sign-out.
 * - `signal`: another program ends this one.
 * - `error`: an uncaught error has left main in an unknown state.
 */
export type QuitCause = 'user' | 'update' | 'session-end' | 'signal' | 'error'

export type QuitAnswer = 'background' | 'quit' | 'cancel'

/** - `closed`: everything is closed, or could not be in time. */
export type QuitState = 'open' | 'asking' | 'closing' | 'closed'

export type QuitEvent =
  /** `moving`: bytes move, and the person has not confirmed that yet. */
  | { readonly type: 'wanted'; readonly cause: QuitCause; readonly moving: boolean }
  | { readonly type: 'answered'; readonly answer: QuitAnswer }
  | { readonly type: 'closed' }

/** The next step. `exit`: end the process. */
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
  // Only a person is asked, and only once: for any other cause nobody may be there to answer, or the system does not wait.
  if (event.cause !== 'user') return { state: 'closing', step: 'close' }
  if (state === 'asking' && event.moving) return { state, step: 'none' }
  return event.moving ? { state: 'asking', step: 'ask' } : { state: 'closing', step: 'close' }
}
