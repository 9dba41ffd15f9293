/** @file The refusal of an action that the state of an upload does not permit. */
import { type Failure, failure } from '../../contract/errors/errors.ts'
import { type Phrase, phrase } from '../../contract/i18n/phrase.ts'
import type { Action } from '../../contract/queue/actions.ts'
import type { UploadState } from '../../contract/queue/upload.ts'

const STATES: Readonly<Record<UploadState, Phrase>> = {
  queued: phrase('Waiting for its turn'),
  preparing: phrase('Preparing'),
  uploading: phrase('Uploading'),
  verifying: phrase('Checking'),
  processing: phrase('Processing at the host'),
  done: phrase('Done, verified'),
  waiting: phrase('Waiting'),
  'needs-attention': phrase('Needs you'),
  paused: phrase('Paused'),
  failed: phrase('Failed'),
  cancelled: phrase('Cancelled'),
}

const ACTIONS: Readonly<Record<Action | 'refresh', Phrase>> = {
  pause: phrase('Pause'),
  resume: phrase('Resume'),
  retry: phrase('Retry'),
  startOver: phrase('Start over'),
  whenQuiet: phrase('Send new version once it is quiet'),
  sendAsIs: phrase('Send as it is'),
  giveUp: phrase('Stop trying'),
  cancel: phrase('Cancel'),
  remove: phrase('Remove from list'),
  refresh: phrase('Ask the host now'),
}

/** The failure `queue.refused`. @param event an action, or an event of the engine, which has no text for people */
export function notPossible(state: UploadState, event: string): Failure {
  const action = Object.entries(ACTIONS).find(([name]) => name === event)?.[1]
  return failure('queue.refused', { state: STATES[state], event: action ?? event })
}
