/** @file The texts of an entry of History, and whether it can be sent again. Pure. */
import { helpOf } from '@contract/errors/errors.ts'
import { averageSpeedOf, type PastUpload, tookSecondsOf } from '@contract/history/past-upload.ts'
import { t } from '@contract/i18n/i18n.ts'
import { describePastUpload, describeProof } from '@contract/messages/past-upload-messages.ts'
import { SETTLED } from '@contract/queue/upload.ts'
import { timeAt } from '@contract/text/day.ts'
import { formatBytes, formatDuration, formatMoment, formatSpeed } from '@contract/text/format.ts'
import { type Glyph, glyphOf } from '../ui/glyphs.ts'

interface PastLines {
  readonly glyph: Glyph
  /** The result, and as its detail the proof or the help. */
  readonly state: string
  readonly detail: string
  readonly size: string
  readonly took: string
  readonly speed: string
  readonly time: string
  /** The result also takes the columns of duration and speed, which are empty. */
  readonly isWide: boolean
}

/** Whether its row is in the queue again and has not ended since. */
function isRequeued({ result, rowState }: Pick<PastUpload, 'result' | 'rowState'>): boolean {
  return result !== 'sent' && rowState !== null && !SETTLED.has(rowState)
}

/** Whether it can be sent again. A copy from a link only while its row exists: the link may hold a password, so History has none. */
export function canSendAgain(past: Pick<PastUpload, 'kind' | 'result' | 'rowState'>): boolean {
  return !isRequeued(past) && (past.kind === 'upload' || (past.rowState !== null && past.result !== 'sent'))
}

export function linesOf(past: PastUpload, now: number): PastLines {
  const [took, speed] = [tookSecondsOf(past), averageSpeedOf(past)]
  const isSent = past.result === 'sent'
  return {
    glyph: glyphOfPast(past),
    state: describePastUpload(past, now),
    detail: isRequeued(past)
      ? t('It is in the queue again')
      : isSent
        ? past.deletedAt === null
          ? describeProof(past.proof)
          : t('Deleted {moment}', { moment: formatMoment(past.deletedAt, now) })
        : past.failure
          ? helpOf(past.failure)
          : '',
    size: past.kind === 'import' ? '' : formatBytes(past.sizeBytes),
    took: isSent && took !== null ? formatDuration(took) : '',
    speed: isSent && speed !== null ? formatSpeed(speed) : '',
    time: timeAt(past.endedAt, past.utcOffset),
    isWide: !isSent,
  }
}

function glyphOfPast(past: PastUpload): Glyph {
  if (isRequeued(past)) return 'queued'
  if (past.result === 'sent') return past.deletedAt === null ? glyphOf({ state: 'done', processing: past.processing }) : 'off'
  return past.result === 'failed' ? 'failed' : 'off'
}
