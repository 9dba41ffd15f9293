/** @file The actions on an upload, and the states that permit them: one table for the engine, the menus and the buttons. */
import { ERRORS, type ErrorCode } from '../errors/errors.ts'
import { UPLOAD_STATES, type UploadState, type UploadView } from './upload.ts'

export const ACTIONS = ['pause', 'resume', 'retry', 'startOver', 'whenQuiet', 'sendAsIs', 'giveUp', 'cancel', 'remove'] as const
export type Action = (typeof ACTIONS)[number]

/** Most ids in one call: ids are for rows picked one by one, larger selections are filters. */
export const MAX_IDS = 10_000

/** The states of an upload that permit each action. */
export const ALLOWED_STATES: Readonly<Record<Action, readonly UploadState[]>> = {
  pause: ['queued', 'preparing', 'uploading', 'verifying', 'waiting'],
  resume: ['paused'],
  retry: ['needs-attention', 'failed', 'waiting', 'cancelled'],
  startOver: ['queued', 'waiting', 'paused', 'needs-attention', 'failed', 'cancelled'],
  // Starts over as well, once the file has been stable for a while.
  whenQuiet: ['needs-attention'],
  // Sends a file whose hash differs from the one made at offload.
  sendAsIs: ['needs-attention'],
  giveUp: ['waiting'],
  cancel: ['queued', 'preparing', 'uploading', 'verifying', 'waiting', 'needs-attention', 'paused', 'failed'],
  remove: UPLOAD_STATES,
}

export function isAllowed(action: Action, state: UploadState): boolean {
  return ALLOWED_STATES[action].includes(state)
}

/** Some actions depend on the failure of the upload. */
export function canDo(action: Action, { state, failure }: Pick<UploadView, 'state' | 'failure'>): boolean {
  if (failure?.code === 'queue.unreadable' && action !== 'cancel' && action !== 'remove') return false
  const only = ONLY_FOR[action]
  return isAllowed(action, state) && (only === undefined || failure?.code === only)
}

/** Actions that are offered for one failure only. */
const ONLY_FOR: Partial<Readonly<Record<Action, ErrorCode>>> = { whenQuiet: 'file.changed', sendAsIs: 'file.notAsOffloaded' }

/** The one action that helps most, for the button in the row; `account` leads to the account of the upload. */
export function primaryAction({
  state,
  failure,
  waiting,
}: Pick<UploadView, 'state' | 'failure'> & Partial<Pick<UploadView, 'waiting'>>): Action | 'account' | null {
  switch (state) {
    case 'queued':
    case 'preparing':
    case 'uploading':
      return 'pause'
    case 'paused':
      return 'resume'
    case 'waiting':
      // A retry does not override the schedule.
      return waiting?.reason === 'schedule' ? 'pause' : 'retry'
    case 'needs-attention':
    case 'failed':
      return failure ? REMEDY_ACTIONS[ERRORS[failure.code].remedy] : 'retry'
    case 'verifying':
    case 'processing':
    case 'done':
    case 'cancelled':
      return null
  }
}

const REMEDY_ACTIONS = { retry: 'retry', 'start-over': 'startOver', 'edit-account': 'account', none: null } as const
