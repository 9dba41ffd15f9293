/** @file The commands for one file of a watched folder. Pure. */
import { t } from '@contract/i18n/i18n.ts'
import type { WatchFileView } from '@contract/watch.ts'

interface FileSteps {
  /** Label of the button that sends the file; `null` where it cannot or need not be sent. */
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

/** Links are not followed, and a file whose name is not UTF-8 has no path, so neither can be sent. */
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
