/** @file The reason why a file is left out, waits or is in question, as a part of a sentence. Pure. */
import { formatNumber, lazyTexts, t } from '@contract/i18n/i18n.ts'
import { UNFINISHED_AS, type WatchFileState, type WatchReason } from '@contract/watch.ts'

const PARTS: Readonly<Record<WatchReason, string>> = lazyTexts({
  growing: () => t('still being written'),
  'no-index': () => t('not finished'),
  'cut-short': () => t('cut short'),
  locked: () => t('locked'),
  empty: () => t('empty'),
  hours: () => t('waits for its hours'),
  refused: () => t('refused by the account'),
  existing: () => t('there before'),
  changed: () => t('changed after it was sent'),
  unsure: () => t('may have been sent before'),
  'not-text': () => t('its name is not text'),
  'to-move': () => t('to be moved'),
  'not-moved': () => t('could not be moved'),
  'ignore-list': () => t('on the ignore list'),
  excluded: () => t('excluded by a rule'),
  'not-included': () => t('not among what is included'),
  extension: () => t('another kind of file'),
  'too-small': () => t('too small'),
  'too-large': () => t('too large'),
  'too-short': () => t('too short'),
  'low-resolution': () => t('resolution too low'),
  codec: () => t('another codec'),
  link: () => t('a link'),
  'same-file': () => t('the same as another'),
  declined: () => t('you left it out'),
  removed: () => t('taken out of the queue'),
})

/** The reasons of files that stayed unfinished for so long that a person is asked. */
const UNFINISHED_PARTS: Readonly<Record<(typeof UNFINISHED_AS)[number], string>> = lazyTexts({
  'no-index': () => t('not finished for over an hour'),
  'cut-short': () => t('cut short for over an hour'),
  locked: () => t('locked for over an hour'),
})

/** `on the ignore list`; some reasons differ for files in question. */
export function reasonText(reason: WatchReason, state?: WatchFileState): string {
  const unfinished = state === 'asking' ? UNFINISHED_AS.find((known) => known === reason) : undefined
  return unfinished ? UNFINISHED_PARTS[unfinished] : PARTS[reason]
}

/** `18 another kind of file`, as one of several. */
export function countedReason(files: number, reason: WatchReason, state?: WatchFileState): string {
  return t('{number} {reason}', { number: formatNumber(files), reason: reasonText(reason, state) })
}
