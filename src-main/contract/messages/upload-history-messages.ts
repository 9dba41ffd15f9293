/** @file Messages of the events in the history of one upload. */
import { lazyTexts, t, tn } from '../i18n/i18n.ts'
import type { HistoryEntry } from '../queue/upload.ts'
import { formatBytes, formatMoment } from '../text/format.ts'
import { describeState } from './messages.ts'

export const EVENT_LABELS = lazyTexts({
  add: () => t('Added to the queue'),
  start: () => t('Started'),
  made: () => t('Video made at the host'),
  created: () => t('Upload created at the host'),
  sending: () => t('Sending'),
  sent: () => t('All bytes accepted'),
  verified: () => t('Verified and receipt stored'),
  ready: () => t('Ready at the host'),
  checked: () => t('The host gave up'),
  updated: () => t('Changed at the host'),
  copied: () => t('The host copies from the link'),
  wait: () => t('Waiting'),
  hold: () => t('Waits for the sending hours'),
  due: () => t('Tries again'),
  fail: () => t('Stopped'),
  stop: () => t('Stopped with Reelay; goes on at the next start'),
  recover: () => t('Reelay ended while this was running; goes on from the host’s position'),
  pause: () => t('Paused'),
  resume: () => t('Resumed'),
  retry: () => t('Tried again'),
  startOver: () => t('Started over from the beginning'),
  sendAsIs: () => t('Sent as it is, although it is not what was offloaded'),
  giveUp: () => t('Gave up waiting'),
  shortened: () => t('More steps, not kept one by one'),
  cancel: () => t('Cancelled'),
  uncancel: () => t('Cancelling was undone'),
  look: () => t('Looked at the file again'),
  orphaned: () => t('The host may hold an empty video of this upload; look there'),
  terminated: () => t('Deleted at the host'),
  kept: () => t('The host offers no way to delete it there'),
  undeleted: () => t('Could not be deleted at the host; look there'),
})

/** What a line of the history may be about. */
export type HistoryEvent = keyof typeof EVENT_LABELS

const TEXTS: Readonly<Record<string, string>> = EVENT_LABELS

/** The text of a line without its time: what happened, why, how often, and at which offset. */
export function describeHistoryEntry({ event, state, failure, bytes, times, firstAt }: HistoryEntry, now: number): string {
  let text = TEXTS[event] ?? event
  if (failure) text = t('{what}: {why}', { what: text, why: describeState({ state, waiting: null, failure, processing: null }) })
  if (times !== undefined && firstAt !== undefined) {
    const since = { what: text, n: times, moment: formatMoment(firstAt, now) }
    text = tn(times, '{what}, {n} time since {moment}', '{what}, {n} times since {moment}', since)
  }
  return bytes !== null && bytes > 0 ? t('{what}, at {bytes}', { what: text, bytes: formatBytes(bytes) }) : text
}
