/** @file What a preview found, as text for people. */
import { counted, formatBytes } from '@contract/format.ts'
import type { WatchFileState, WatchPreview, WatchReason, WatchRules } from '@contract/watch.ts'
import { messageOfFile, WATCH_REASON_MESSAGES } from '@contract/watch-messages.ts'

/** `1,204 files, 310 GB, would be sent to Studio`; a folder that was cut off holds at least that much. */
export function describeSend(
  { send, complete, unread }: WatchPreview,
  accountName: string,
  existing: WatchRules['existing'],
): string {
  if (existing === 'new') return `Nothing is sent now; new files go to ${accountName}.`
  if (send.files === 0) return complete ? 'Nothing would be sent now.' : 'Nothing of what was looked at would be sent.'
  const what = `${complete ? '' : 'At least '}${counted(send.files, 'file')}, ${formatBytes(send.bytes)}`
  // There was no time to read them all.
  const doubt = unread > 0 ? ` Of ${counted(unread, 'file')} it is not known yet whether duration, resolution and codec fit.` : ''
  if (existing === 'all') return `${what}, would be sent to ${accountName}.${doubt}`
  return `${what}, ${send.files === 1 ? 'is' : 'are'} there already: you are asked about ${send.files === 1 ? 'it' : 'them'}.`
}

/** `35 left out: 20 on the ignore list, 15 another kind of file`; empty when nothing is. */
export function describeIgnored(ignored: WatchPreview['ignored']): string {
  const parts = Object.entries(ignored)
    .filter(([, files]) => files > 0)
    .sort(([, one], [, other]) => other - one)
  const all = parts.reduce((sum, [, files]) => sum + files, 0)
  if (all === 0) return ''
  const why = parts.map(([reason, files]) => `${files.toLocaleString('en')} ${reasonTitle(reason as WatchReason)}`)
  return `${all.toLocaleString('en')} left out: ${why.join(', ')}.`
}

/** What the button does that begins to watch. */
export function startLabel(preview: WatchPreview | null, existing: WatchRules['existing']): string {
  if (preview === null || existing !== 'all' || preview.send.files === 0) return 'Start watching'
  const least = preview.complete ? '' : 'at least '
  return `Start watching and send ${least}${counted(preview.send.files, 'file')}`
}

/** The verdict on one file of the sample. */
export function verdictText({ verdict, reason }: WatchPreview['sample'][number]): string {
  if (verdict === 'sent') return 'Sent before'
  if (verdict === 'send') return reason === null ? 'Would be sent' : `Would be sent later: ${reasonTitle(reason)}`
  return reason === null ? 'Left out' : `Left out: ${reasonTitle(reason)}`
}

/** Why a file is left out, waits or is asked about, as part of a sentence; in some states a reason has words of its own. */
export function reasonTitle(reason: WatchReason, state?: WatchFileState): string {
  const { title } = (state && messageOfFile({ state, reason })) ?? WATCH_REASON_MESSAGES[reason]
  return title.charAt(0).toLowerCase() + title.slice(1)
}
