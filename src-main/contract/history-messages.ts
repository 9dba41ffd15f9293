/** @file Texts of the history of an upload. */
import { formatBytes, formatMoment } from './format.ts'
import { describeState } from './messages.ts'
import type { HistoryEntry } from './upload.ts'

export const EVENT_WORDS = {
  add: 'Added to the queue',
  start: 'Started',
  made: 'Video made at the host',
  created: 'Upload created at the host',
  sending: 'Sending',
  sent: 'All bytes accepted',
  verified: 'Verified and receipt stored',
  ready: 'Ready at the host',
  checked: 'The host gave up',
  updated: 'Changed at the host',
  copied: 'The host copies from the link',
  wait: 'Waiting',
  hold: 'Waits for the sending hours',
  due: 'Tries again',
  fail: 'Stopped',
  stop: 'Stopped with Reelay; goes on at the next start',
  recover: 'Reelay ended while this was running; goes on from the host’s position',
  pause: 'Paused',
  resume: 'Resumed',
  retry: 'Tried again',
  startOver: 'Started over from the beginning',
  sendAsIs: 'Sent as it is, although it is not what was offloaded',
  giveUp: 'Gave up waiting',
  shortened: 'More steps, not kept one by one',
  cancel: 'Cancelled',
  uncancel: 'Cancelling was undone',
  look: 'Looked at the file again',
  orphaned: 'The host may hold an empty video of this upload; look there',
  terminated: 'Deleted at the host',
  kept: 'The host offers no way to delete it there',
  undeleted: 'Could not be deleted at the host; look there',
} as const satisfies Readonly<Record<string, string>>

/** What a line of the history may be about. */
export type HistoryEvent = keyof typeof EVENT_WORDS

const TEXTS: Readonly<Record<string, string>> = EVENT_WORDS

/** The text of a line without its time: what happened, why, how often, and at which offset. */
export function historyMessage({ event, state, failure, bytes, times, firstAt }: HistoryEntry, now: number): string {
  const what = TEXTS[event] ?? event
  const why = failure ? `: ${describeState({ state, waiting: null, failure, processing: null })}` : ''
  const often = times === undefined || firstAt === undefined ? '' : `, ${times} times since ${formatMoment(firstAt, now)}`
  const far = bytes !== null && bytes > 0 ? `, at ${formatBytes(bytes)}` : ''
  return `${what}${why}${often}${far}`
}
