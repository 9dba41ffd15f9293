/** @file The messages of a dry run of the rules of a folder. Pure. */
import { formatList, t, tn } from '@contract/i18n/i18n.ts'
import { formatBytes } from '@contract/text/format.ts'
import type { WatchPreview, WatchReason, WatchRules } from '@contract/watch.ts'
import { countedReason, reasonText } from './reason-messages.ts'

/** `1,204 files, 310 GB, would be sent to Studio`; a lower bound where the dry run was incomplete. */
export function describeSend(
  { send, complete, unread }: WatchPreview,
  accountName: string,
  existing: WatchRules['existing'],
): string {
  if (existing === 'new') return t('Nothing is sent now; new files go to {account}.', { account: accountName })
  if (send.files === 0) return complete ? t('Nothing would be sent now.') : t('Nothing of what was looked at would be sent.')
  if (existing === 'ask') return askText(send, complete)
  // Media facts of `unread` files could not be read in time.
  return unread === 0
    ? sendText(send, complete, accountName)
    : `${sendText(send, complete, accountName)} ${tn(
        unread,
        'Of {n} file it is not known yet whether duration, resolution and codec fit.',
        'Of {n} files it is not known yet whether duration, resolution and codec fit.',
      )}`
}

function sendText({ files, bytes }: WatchPreview['send'], complete: boolean, account: string): string {
  const more = { size: formatBytes(bytes), account }
  return complete
    ? tn(files, '{n} file, {size}, would be sent to {account}.', '{n} files, {size}, would be sent to {account}.', more)
    : tn(
        files,
        'At least {n} file, {size}, would be sent to {account}.',
        'At least {n} files, {size}, would be sent to {account}.',
        more,
      )
}

function askText({ files, bytes }: WatchPreview['send'], complete: boolean): string {
  const more = { size: formatBytes(bytes) }
  return complete
    ? tn(
        files,
        '{n} file, {size}, is there already: you are asked about it.',
        '{n} files, {size}, are there already: you are asked about them.',
        more,
      )
    : tn(
        files,
        'At least {n} file, {size}, is there already: you are asked about it.',
        'At least {n} files, {size}, are there already: you are asked about them.',
        more,
      )
}

/** `35 left out: 20 on the ignore list, 15 another kind of file`; empty when no file is. */
export function describeIgnored(ignored: WatchPreview['ignored']): string {
  const parts = Object.entries(ignored)
    .filter(([, files]) => files > 0)
    .sort(([, one], [, other]) => other - one)
  const all = parts.reduce((sum, [, files]) => sum + files, 0)
  if (all === 0) return ''
  const why = parts.map(([reason, files]) => countedReason(files, reason as WatchReason))
  return tn(all, '{n} left out: {reasons}.', '{n} left out: {reasons}.', { reasons: formatList(why, 'unit') })
}

/** The label of the button that starts watching. */
export function startLabel(preview: WatchPreview | null, existing: WatchRules['existing']): string {
  if (preview === null || existing !== 'all' || preview.send.files === 0) return t('Start watching')
  const { files } = preview.send
  return preview.complete
    ? tn(files, 'Start watching and send {n} file', 'Start watching and send {n} files')
    : tn(files, 'Start watching and send at least {n} file', 'Start watching and send at least {n} files')
}

/** The verdict on one file of the sample. */
export function verdictText({ verdict, reason }: WatchPreview['sample'][number]): string {
  if (verdict === 'sent') return t('Sent before')
  if (verdict === 'send')
    return reason === null ? t('Would be sent') : t('Would be sent later: {reason}', { reason: reasonText(reason) })
  return reason === null ? t('Left out') : t('Left out: {reason}', { reason: reasonText(reason) })
}
