/** @file What a folder asks: each question once for all files that it is about, with both answers. Pure. */
import { counted } from '@contract/format.ts'
import type { WatchReason } from '@contract/watch.ts'
import { messageOfFile } from '@contract/watch-messages.ts'
import type { Reasons } from '../../composables/use-reasons.ts'
import { reasonTitle } from './preview-messages.ts'

export interface Question {
  readonly reason: WatchReason
  readonly files: number
  readonly words: string
  /** What holds until it is answered. */
  readonly follows: string
  /** `null` where there is nothing that could be sent. */
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
        words: `${counted(files, 'file')} changed after ${isOne ? 'it was' : 'they were'} sent`,
        follows: 'What was sent stays at the host.',
        send: isOne ? 'Send the new version' : 'Send the new versions',
        decline: isOne ? 'Leave it' : 'Leave them',
      }
    case 'existing':
      return {
        reason,
        files,
        words: `${counted(files, 'file')} ${isOne ? 'was' : 'were'} there before`,
        follows: `New ones are sent; ${isOne ? 'this one waits' : 'these wait'} for you.`,
        send: isOne ? 'Send it' : 'Send all',
        decline: 'Only new ones',
      }
    case 'unsure':
      return {
        reason,
        files,
        words: `${counted(files, 'file')} may have been sent before`,
        follows: 'The journal that knew is lost.',
        send: isOne ? 'Send it' : 'Send all',
        decline: isOne ? 'Leave it out' : 'Leave them out',
      }
    default:
      return aboutOthers(reason, files)
  }
}

function aboutOthers(reason: WatchReason, files: number): Question {
  return {
    reason,
    files,
    words: `${counted(files, 'file')}: ${reasonTitle(reason, 'asking')}`,
    follows: messageOfFile({ state: 'asking', reason })?.help ?? '',
    send: reason === 'not-text' ? null : 'Send as is',
    decline: 'Leave out',
  }
}
