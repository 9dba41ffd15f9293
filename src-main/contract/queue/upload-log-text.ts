/** @file The log of one upload as a text: what it is, what the journal keeps of it, and the requests that were made. Pure. */
import { inEnglish } from '../i18n/i18n.ts'
import { describeHistoryEntry } from '../messages/upload-history-messages.ts'
import { isoTime } from '../text/dates.ts'
import type { HistoryEntry, UploadView } from './upload.ts'

/** @param requests lines of the technical log, oldest first; empty when there is none */
export function uploadLogText(
  { id, name, kind, provider, state, sizeBytes, acceptedBytes, attempts, restarts, remoteId }: UploadView,
  history: readonly HistoryEntry[],
  requests: string,
  now: number,
): string {
  return [
    `Upload ${id}: ${name}`,
    `${kind} to ${provider}, ${state}, ${acceptedBytes} of ${sizeBytes} bytes, ${attempts} attempts, ${restarts} restarts`,
    ...(remoteId === null ? [] : [`Video ${remoteId}`]),
    '',
    'History',
    ...history.map(
      (entry) => `${isoTime(entry.at)}  ${entry.state}: ${inEnglish(() => describeHistoryEntry(entry, now))}${codeOf(entry)}`,
    ),
    '',
    'Requests',
    requests.trimEnd() === ''
      ? 'None are stored: nothing was asked for this upload, or its log is older than what is kept.'
      : requests.trimEnd(),
    '',
  ].join('\n')
}

function codeOf({ failure }: HistoryEntry): string {
  if (!failure) return ''
  return ` [${failure.code}${failure.detail === undefined ? '' : `: ${failure.detail}`}]`
}
