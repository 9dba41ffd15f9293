/** @file `--json`: one object per line on standard output, and nothing else there. */
import { type Failure, messageOf } from '../../contract/errors/errors.ts'
import { englishOf } from '../../contract/i18n/phrase.ts'
import { offloadFields } from '../../contract/proof/offload.ts'
import { deadlineHelp, deadlineOf } from '../../contract/queue/deadline.ts'
import type { UploadView } from '../../contract/queue/upload.ts'
import { isoTime } from '../../contract/text/dates.ts'
import { type Processing, silenceOf } from '../../contract/video.ts'
import { failureLine } from './failure-line.ts'
import type { Reporter } from './reporter.ts'
import { batchLine, watchLine } from './watch-lines.ts'

export function uploadLine(upload: UploadView, now: number): object {
  return {
    type: 'upload',
    id: upload.id,
    kind: upload.kind,
    path: upload.path,
    account: upload.accountName,
    state: upload.state,
    acceptedBytes: upload.acceptedBytes,
    inFlightBytes: upload.inFlightBytes,
    sizeBytes: upload.sizeBytes,
    media: upload.media,
    uploadUrl: upload.uploadUrl,
    remoteId: upload.remoteId,
    links: upload.links,
    deadline: deadlineLine(upload, now),
    processing: upload.processing && {
      state: upload.processing.state,
      percent: upload.processing.percent,
      words: englishOf(upload.processing.words),
      warning: upload.processing.warning && englishOf(upload.processing.warning),
      proof: upload.processing.proof,
      unanswered: unansweredLine(upload.processing),
    },
    waiting: upload.waiting && {
      reason: upload.waiting.reason,
      until: isoTime(upload.waiting.until),
      ...failureLine(upload.waiting.failure),
    },
    failure: failureLine(upload.failure),
    ...offloadFields(upload.offload),
  }
}

/** Until when the host keeps what is unfinished, and whether that is enough. */
function deadlineLine(upload: UploadView, now: number): object | null {
  const deadline = deadlineOf(upload, now)
  return (
    deadline && { at: isoTime(deadline.at), verdict: deadline.verdict, message: deadlineHelp(deadline, now, upload.secondsLeft) }
  )
}

function unansweredLine(processing: Processing): object | null {
  const { unanswered } = processing
  if (!unanswered || silenceOf(processing) === 'none') return null
  return { since: isoTime(unanswered.since), tries: unanswered.tries, ...failureLine(unanswered.failure) }
}

/** A path that was refused: the same shape, without an id. */
function rejectedLine(path: string, problem: Failure): object {
  return {
    type: 'upload',
    id: null,
    kind: 'upload',
    path,
    account: null,
    state: problem.code === 'file.notText' ? 'needs-attention' : 'failed',
    acceptedBytes: 0,
    inFlightBytes: 0,
    sizeBytes: 0,
    media: null,
    uploadUrl: null,
    remoteId: null,
    links: {},
    deadline: null,
    processing: null,
    waiting: null,
    failure: failureLine(problem),
  }
}

export function createJsonReporter(line: (value: object) => void, now: () => number): Reporter {
  const printUpload = (upload: UploadView): void => line(uploadLine(upload, now()))
  return {
    added({ skipped, rejected, leftOut, warnings }) {
      for (const { path, account, receiptId, finishedAt } of skipped) {
        line({ type: 'skipped', path, account, receipt: receiptId, sentAt: isoTime(finishedAt) })
      }
      for (const { path, account, failure } of rejected) line({ ...rejectedLine(path, failure), ...accountField(account) })
      for (const { path, account, failure } of warnings)
        line({ type: 'warning', path, ...accountField(account), ...failureLine(failure) })
      for (const { path, failure } of leftOut) line({ type: 'ignored', path, message: messageOf(failure) })
    },
    state: printUpload,
    // Each of them: the host reports at most ten times a second, and any may be the last for a while.
    progress: printUpload,
    watch: (watch) => line(watchLine(watch)),
    batch: (batch) => line(batchLine(batch)),
    note: (message) => line({ type: 'note', message }),
    summary: (totals) => line({ type: 'summary', ...totals }),
  }
}

/** Absent where it is about all accounts. */
function accountField(account: string | undefined): { readonly account?: string } {
  return account === undefined ? {} : { account }
}
