/** @file Lines about uploads for people in a terminal. */
import { helpOf, messageOf, titleOf } from '../../contract/errors/errors.ts'
import { englishOf } from '../../contract/i18n/phrase.ts'
import { describeState } from '../../contract/messages/messages.ts'
import { offloadText } from '../../contract/proof/offload.ts'
import { deadlineHelp, deadlineOf } from '../../contract/queue/deadline.ts'
import type { AddOutcome, PathProblem } from '../../contract/queue/outcomes.ts'
import type { UploadView } from '../../contract/queue/upload.ts'
import { dateOf } from '../../contract/text/dates.ts'
import { counted, formatBytes, formatDuration } from '../../contract/text/format.ts'
import { silenceOf } from '../../contract/video.ts'
import type { Totals } from './reporter.ts'

/** A line, and whether it reports a problem. */
export interface Line {
  readonly text: string
  readonly problem: boolean
}

/** The line for a new state, if it is worth one. */
export function stateLine(upload: UploadView, now: number): Line | null {
  const { name, failure } = upload
  switch (upload.state) {
    case 'done':
      return { text: `${name}: ${doneText(upload)}`, problem: false }
    case 'processing': {
      const silence = silenceText(upload)
      if (silence !== null) return { text: `${name}: ${describeState(upload, now)}. ${silence}`, problem: true }
      const text = upload.kind === 'import' ? 'the host copies it' : 'sent and verified; processing at the host'
      return { text: `${name}: ${text}`, problem: false }
    }
    case 'paused':
      return { text: `${name}: paused`, problem: false }
    case 'cancelled':
      return { text: `${name}: cancelled`, problem: true }
    case 'failed':
    case 'needs-attention': {
      const own = failure?.detail ? ` The host says: ${failure.detail}` : ''
      return { text: `${name}: ${describeState(upload)}. ${failure ? helpOf(failure) : ''}${own}`, problem: true }
    }
    case 'waiting': {
      if (upload.waiting?.reason === 'schedule') return { text: `${name}: ${describeState(upload, now)}`, problem: false }
      const left = formatDuration(Math.max(0, ((upload.waiting?.until ?? now) - now) / 1000))
      return { text: `${name}: ${describeState(upload)}; tries again in ${left}`, problem: false }
    }
    default:
      return null
  }
}

/** Warns once of each upload that will not be finished in time. */
export function createDeadlineWarnings(): (upload: UploadView, now: number) => Line | null {
  const warned = new Set<string>()
  return (upload, now) => {
    const deadline = deadlineOf(upload, now)
    if (deadline?.verdict !== 'late' || warned.has(upload.id)) return null
    warned.add(upload.id)
    return { text: `${upload.name}: ${deadlineHelp(deadline, now, upload.secondsLeft)}`, problem: true }
  }
}

/** Why the provider's progress is unknown. */
function silenceText({ processing }: UploadView): string | null {
  return processing?.unanswered && silenceOf(processing) !== 'none' ? messageOf(processing.unanswered.failure) : null
}

/** The result, the state at a provider that processes, and the best link to see it. */
function doneText(upload: UploadView): string {
  const sent = upload.kind === 'import' ? 'copied by the host' : `done, verified (${formatBytes(upload.sizeBytes)})`
  const processing =
    upload.processing?.state === 'unknown' ? `; processing at the host unknown. ${silenceText(upload) ?? ''}` : ''
  const warning = upload.processing?.warning ? `; ${englishOf(upload.processing.warning)}` : ''
  const proof = (upload.processing?.proof ?? []).map((one) => `; ${one}`).join('')
  const offload = upload.offload ? `; ${lower(offloadText(upload.offload))}` : ''
  const link = upload.links.watch ?? upload.links.hls ?? upload.links.mp4
  return `${sent}${proof}${offload}${processing}${warning}${link === undefined ? '' : `  ${link}`}`
}

function lower(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`
}

export function addedLines(outcome: AddOutcome): Line[] {
  const { skipped, rejected, leftOut, warnings, ignored, resumed } = outcome
  const lines = skipped.map(({ path, account, receiptId, finishedAt }) => ({
    text: `${path}: already sent to ${account}${onDate(finishedAt)} (receipt ${receiptId}); --again sends it once more`,
    problem: false,
  }))
  for (const one of rejected) lines.push({ text: problemText(one), problem: true })
  for (const one of leftOut) lines.push({ text: problemText(one), problem: false })
  for (const one of warnings) lines.push({ text: problemText(one), problem: true })
  if (resumed.length > 0) lines.push({ text: `Going on with ${counted(resumed.length, 'unfinished upload')}.`, problem: false })
  if (ignored > 0) lines.push({ text: `Left out ${counted(ignored, 'file')} that the system made.`, problem: false })
  return lines
}

function problemText({ path, account, failure }: PathProblem): string {
  return `${path}${account === undefined ? '' : `, to ${account}`}: ${titleOf(failure)}. ${helpOf(failure)}`
}

function onDate(at: number): string {
  const date = dateOf(at)
  return date === null ? '' : ` on ${date.toLocaleString('en-GB')}`
}

export function summaryLine(totals: Totals): string {
  const parts = [`${totals.done} sent (${formatBytes(totals.bytes)})`]
  if (totals.skipped > 0) parts.push(`${totals.skipped} already sent before`)
  if (totals.failed > 0) parts.push(`${totals.failed} failed`)
  if (totals.attention > 0) parts.push(`${totals.attention} need you`)
  return `${parts.join(', ')} in ${formatDuration(totals.seconds)}.`
}
