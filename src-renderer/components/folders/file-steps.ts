/** @file What can be done about one file of a watched folder. */

import { t } from '@contract/i18n.ts'
import type { WatchFileView } from '@contract/watch.ts'

export interface FileSteps {
  /** The label of the button that sends it; `null` where it cannot or need not be sent. */
  readonly send: string | null
  readonly decline: boolean
  readonly receipt: boolean
}

export function stepsOf({ state, reason, gone, receiptId }: WatchFileView): FileSteps {
  return {
    send: gone ? null : sendLabel({ state, reason }),
    decline: !gone && (state === 'asking' || state === 'waiting'),
    receipt: receiptId !== null && state === 'sent',
  }
}

/** A link is not followed, and a file whose name is no text has no path: there is nothing to send. */
function sendLabel({ state, reason }: Pick<WatchFileView, 'state' | 'reason'>): string | null {
  switch (state) {
    case 'asking':
      if (reason === 'not-text') return null
      return reason === 'changed' ? t('Send new version') : t('Send')
    case 'waiting':
      return reason === 'hours' ? t('Send now') : t('Send anyway')
    case 'ignored':
      return reason === 'link' ? null : t('Send anyway')
    default:
      return null
  }
}
