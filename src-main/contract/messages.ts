/** @file Texts for states and reasons, shared by the interface and the command line. */
import { titleOf } from './errors.ts'
import { atMoment, formatMoment } from './format.ts'
import { NO_END, type StateGroup, type UploadState, type UploadView } from './upload.ts'
import { type Processing, silenceOf } from './video.ts'

export const STATE_WORDS: Readonly<Record<UploadState, string>> = {
  queued: 'Waiting for its turn',
  preparing: 'Preparing',
  uploading: 'Uploading',
  verifying: 'Checking',
  processing: 'Processing at the host',
  done: 'Done, verified',
  waiting: 'Waiting',
  'needs-attention': 'Needs you',
  paused: 'Paused',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

export const GROUP_WORDS: Readonly<Record<StateGroup, string>> = {
  active: 'Active',
  waiting: 'Waiting',
  attention: 'Needs you',
  finished: 'Finished',
}

/** The text of a state in its row, with the reason of a waiting or stopped upload. */
export function describeState(
  upload: Pick<UploadView, 'state' | 'waiting' | 'failure' | 'processing'> & Partial<Pick<UploadView, 'readBytes'>>,
  now = Date.now(),
): string {
  const problem = upload.waiting?.failure ?? upload.failure
  if (upload.waiting?.reason === 'schedule') return `${titleOf(upload.waiting.failure)}, ${goesOn(upload.waiting.until, now)}`
  if (problem) return titleOf(problem)
  if (upload.readBytes != null) return 'Reading the file again'
  return upload.processing ? describeProcessing(upload.state, upload.processing, now) : STATE_WORDS[upload.state]
}

function goesOn(until: number, now: number): string {
  return until === NO_END ? 'and the schedule has no others' : `goes on ${atMoment(until, now)}`
}

const STILL_PROCESSING = 'Sent and verified; the host is still processing it'

/** The processing at the provider, with its own percentage. */
function describeProcessing(state: UploadState, processing: Processing, now: number): string {
  const { state: stage, percent, unanswered } = processing
  if (unanswered && silenceOf(processing) !== 'none' && stage !== 'unknown') {
    const known = state !== 'done' ? STATE_WORDS[state] : stage === 'pending' ? STILL_PROCESSING : 'Playable'
    const silence = unanswered.failure.code === 'video.unreadable' ? 'its answers cannot be read' : 'no answer about it'
    return `${known}; ${silence} since ${formatMoment(unanswered.since, now)}`
  }
  const figure = percent === null ? '' : `, ${Math.floor(percent)} %`
  if (state === 'processing') return `${STATE_WORDS.processing}${figure}`
  if (state !== 'done') return STATE_WORDS[state]
  return [doneWords(processing, figure, now), processing.warning ?? ''].filter((words) => words !== '').join('; ')
}

function doneWords({ state: stage, unanswered }: Processing, figure: string, now: number): string {
  switch (stage) {
    case 'playable':
      return `Playable; more is to come from the host${figure}`
    case 'failed':
      return 'Sent and verified; the host could not process it'
    case 'pending':
      return STILL_PROCESSING
    case 'unknown':
      return unanswered?.failure.code === 'video.unreadable'
        ? `Sent and verified; the answers of the host cannot be read since ${formatMoment(unanswered.since, now)}`
        : 'Sent and verified; processing at the host unknown'
    default:
      return 'Done, ready to watch'
  }
}
