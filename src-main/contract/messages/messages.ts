/** @file Texts for states and reasons, shared by the interface and the command line. */
import { titleOf } from '../errors/errors.ts'
import { lazyTexts, t } from '../i18n/i18n.ts'
import { textOf } from '../i18n/phrase.ts'
import { NO_END, type StateGroup, type UploadState, type UploadView } from '../queue/upload.ts'
import { atMoment, formatMoment } from '../text/format.ts'
import { type Processing, silenceOf } from '../video.ts'

export const STATE_LABELS: Readonly<Record<UploadState, string>> = lazyTexts({
  queued: () => t('Waiting for its turn'),
  preparing: () => t('Preparing'),
  uploading: () => t('Uploading'),
  verifying: () => t('Checking'),
  processing: () => t('Processing at the host'),
  done: () => t('Done, verified'),
  waiting: () => t('Waiting'),
  'needs-attention': () => t('Needs you'),
  paused: () => t('Paused'),
  failed: () => t('Failed'),
  cancelled: () => t('Cancelled'),
})

export const GROUP_LABELS: Readonly<Record<StateGroup, string>> = lazyTexts({
  active: () => t('Active'),
  waiting: () => t('Waiting'),
  attention: () => t('Needs you'),
  finished: () => t('Finished'),
})

/** The text of a state in its row, with the reason of a waiting or stopped upload. */
export function describeState(
  upload: Pick<UploadView, 'state' | 'waiting' | 'failure' | 'processing'> & Partial<Pick<UploadView, 'readBytes'>>,
  now = Date.now(),
): string {
  const problem = upload.waiting?.failure ?? upload.failure
  if (upload.waiting?.reason === 'schedule') return goesOn(titleOf(upload.waiting.failure), upload.waiting.until, now)
  if (problem) return titleOf(problem)
  if (upload.readBytes != null) return t('Reading the file again')
  return upload.processing ? describeProcessing(upload.state, upload.processing, now) : STATE_LABELS[upload.state]
}

function goesOn(what: string, until: number, now: number): string {
  if (until === NO_END) return t('{what}, and the schedule has no others', { what })
  return t('{what}, goes on {when}', { what, when: atMoment(until, now) })
}

const stillProcessing = (): string => t('Sent and verified; the host is still processing it')

/** The processing at the provider, with its own percentage. */
function describeProcessing(state: UploadState, processing: Processing, now: number): string {
  const { state: stage, percent, unanswered } = processing
  if (unanswered && silenceOf(processing) !== 'none' && stage !== 'unknown') {
    const what = state !== 'done' ? STATE_LABELS[state] : stage === 'pending' ? stillProcessing() : t('Playable')
    const facts = { what, moment: formatMoment(unanswered.since, now) }
    return unanswered.failure.code === 'video.unreadable'
      ? t('{what}; its answers cannot be read since {moment}', facts)
      : t('{what}; no answer about it since {moment}', facts)
  }
  if (state === 'processing') return withPercent(STATE_LABELS.processing, percent)
  if (state !== 'done') return STATE_LABELS[state]
  const what = doneWords(processing, now)
  return processing.warning ? t('{what}; {warning}', { what, warning: textOf(processing.warning) }) : what
}

function withPercent(what: string, percent: number | null): string {
  return percent === null ? what : t('{what}, {n} %', { what, n: Math.floor(percent) })
}

function doneWords({ state: stage, unanswered, percent }: Processing, now: number): string {
  switch (stage) {
    case 'playable':
      return withPercent(t('Playable; more is to come from the host'), percent)
    case 'failed':
      return t('Sent and verified; the host could not process it')
    case 'pending':
      return stillProcessing()
    case 'unknown': {
      if (unanswered?.failure.code !== 'video.unreadable') return t('Sent and verified; processing at the host unknown')
      const moment = formatMoment(unanswered.since, now)
      return t('Sent and verified; the answers of the host cannot be read since {moment}', { moment })
    }
    default:
      return t('Done, ready to watch')
  }
}
