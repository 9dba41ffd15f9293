/** @file The plain words for states and reasons, shared by the interface and the command line. */
import { titleOf } from './errors.ts'
import type { StateGroup, UploadState, UploadView } from './upload.ts'

export const STATE_WORDS: Readonly<Record<UploadState, string>> = {
  queued: 'Waiting for its turn',
  preparing: 'Preparing',
  uploading: 'Uploading',
  verifying: 'Checking',
  processing: 'Processing at the host',
  done: 'Done, verified',
  waiting: 'Waiting',
  'needs-attention': 'Needs you',
  paused: 'Paused',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

export const GROUP_WORDS: Readonly<Record<StateGroup, string>> = {
  active: 'Active',
  waiting: 'Waiting',
  attention: 'Needs you',
  finished: 'Finished',
}

/** The state in the words of its row: a waiting or stopped upload says why. */
export function describeState(upload: Pick<UploadView, 'state' | 'waiting' | 'failure'>): string {
  const problem = upload.waiting?.failure ?? upload.failure
  return problem ? titleOf(problem) : STATE_WORDS[upload.state]
}

/** What happened, for the history of one upload. */
export const EVENT_WORDS: Readonly<Record<string, string>> = {
  add: 'Added to the queue',
  start: 'Started',
  created: 'Upload created at the host',
  sending: 'Sending',
  sent: 'All bytes accepted',
  verified: 'Verified and receipt stored',
  ready: 'Ready at the host',
  wait: 'Waiting',
  due: 'Tries again',
  fail: 'Stopped',
  stop: 'Stopped with Reelay; goes on at the next start',
  recover: 'Reelay ended while this was running; goes on from the host’s position',
  pause: 'Paused',
  resume: 'Resumed',
  retry: 'Tried again',
  startOver: 'Started over from the beginning',
  giveUp: 'Gave up waiting',
  cancel: 'Cancelled',
  look: 'Looked at the file again',
  terminated: 'Unfinished upload deleted at the host',
  kept: 'The host offers no way to delete the unfinished upload',
}
