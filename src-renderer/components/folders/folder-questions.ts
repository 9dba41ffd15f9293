/** @file The questions of a folder: one for each reason, about all of its files, with both answers. Pure. */
import { t, tn } from '@contract/i18n/i18n.ts'
import { messageOfFile } from '@contract/messages/watch-messages.ts'
import type { WatchReason } from '@contract/watch.ts'
import type { Reasons } from '../../composables/folders/use-reasons.ts'
import { reasonText } from './reason-messages.ts'

export interface Question {
  readonly reason: WatchReason
  readonly files: number
  readonly title: string
  /** What applies until it is answered. */
  readonly detail: string
  /** Label of the answer that sends; `null` where the files cannot be sent. */
  readonly send: string | null
  readonly decline: string
}

export function questionsOf(reasons: Reasons): readonly Question[] {
  return reasons.flatMap(({ state, reason, files }) =>
    state === 'asking' && reason !== null && files > 0 ? [questionAbout(reason, files)] : [],
  )
}

function questionAbout(reason: WatchReason, files: number): Question {
  const isOne = files === 1
  switch (reason) {
    case 'changed':
      return {
        reason,
        files,
        title: tn(files, '{n} file changed after it was sent', '{n} files changed after they were sent'),
        detail: t('What was sent stays at the host.'),
        send: isOne ? t('Send the new version') : t('Send the new versions'),
        decline: isOne ? t('Leave it') : t('Leave them'),
      }
    case 'existing':
      return {
        reason,
        files,
        title: tn(files, '{n} file was there before', '{n} files were there before'),
        detail: isOne ? t('New ones are sent; this one waits for you.') : t('New ones are sent; these wait for you.'),
        send: isOne ? t('Send it') : t('Send all'),
        decline: t('Only new ones'),
      }
    case 'unsure':
      return {
        reason,
        files,
        title: tn(files, '{n} file may have been sent before', '{n} files may have been sent before'),
        detail: t('The journal that knew is lost.'),
        send: isOne ? t('Send it') : t('Send all'),
        decline: isOne ? t('Leave it out') : t('Leave them out'),
      }
    default:
      return otherQuestion(reason, files)
  }
}

function otherQuestion(reason: WatchReason, files: number): Question {
  return {
    reason,
    files,
    title: tn(files, '{n} file: {reason}', '{n} files: {reason}', { reason: reasonText(reason, 'asking') }),
    detail: messageOfFile({ state: 'asking', reason })?.help ?? '',
    send: reason === 'not-text' ? null : t('Send as is'),
    decline: t('Leave out'),
  }
}
