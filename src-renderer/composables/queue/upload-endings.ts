/** @file Detects which uploads have ended, from pages and deltas of the queue, and composes the announcement for screen readers. */
import { titleOf } from '@contract/errors/errors.ts'
import type { QueueDelta } from '@contract/events.ts'
import { t, tn } from '@contract/i18n/i18n.ts'
import { type QueueSummary, SETTLED, UPLOAD_STATES, type UploadState, type UploadView } from '@contract/queue/upload.ts'

export interface Ending {
  readonly outcome: 'sent' | 'needs' | 'failed'
  readonly count: number
  /** `null` where only the number of uploads is known. */
  readonly row: UploadView | null
}

/** The states that are announced: a person knows of uploads that they have paused or cancelled. */
const OUTCOMES: Readonly<Partial<Record<UploadState, Ending['outcome']>>> = {
  done: 'sent',
  'needs-attention': 'needs',
  failed: 'failed',
}

type Counts = Readonly<Record<UploadState, number>>

/** Finds rows that have ended since they were last read; remembers only unsettled ones. */
export function createEndings() {
  /** Ids of unsettled rows. */
  const open = new Set<string>()
  let lastCounts: Counts | null = null

  function ofRows(rows: readonly UploadView[]): readonly Ending[] {
    return rows.flatMap((row) => {
      if (!SETTLED.has(row.state)) {
        open.add(row.id)
        return []
      }
      const outcome = OUTCOMES[row.state]
      return open.delete(row.id) && outcome ? [{ outcome, count: 1, row }] : []
    })
  }

  return {
    /** Uploads that ended without a delta, such as while the connection was lost. */
    ofRead(rows: readonly UploadView[], summary: Pick<QueueSummary, 'counts'> | null): readonly Ending[] {
      lastCounts = summary?.counts ?? lastCounts
      return ofRows(rows)
    },

    ofDelta({ upserted, removed, reread, summary }: QueueDelta): readonly Ending[] {
      const counts = summary.counts
      const last = lastCounts
      lastCounts = counts
      for (const id of removed) open.delete(id)
      const isListed = !reread || upserted.length + removed.length > 0
      if (isListed || last === null || endedIn(last, counts) === 0) return ofRows(upserted)
      // It is unknown which rows have ended, so none may be announced again when it is read.
      open.clear()
      return endingsIn(last, counts)
    },
  }

  /** How many fewer rows are unsettled. Rows that came back from a removal do not count as ended. */
  function endedIn(last: Counts, now: Counts): number {
    const openOf = (counts: Counts): number =>
      UPLOAD_STATES.reduce((sum, state) => sum + (SETTLED.has(state) ? 0 : counts[state]), 0)
    return Math.max(0, openOf(last) - openOf(now))
  }

  function endingsIn(last: Counts, now: Counts): readonly Ending[] {
    let left = endedIn(last, now)
    return (Object.entries(OUTCOMES) as [UploadState, Ending['outcome']][]).flatMap(([state, outcome]) => {
      const count = Math.min(left, Math.max(0, now[state] - last[state]))
      left -= count
      return count > 0 ? [{ outcome, count, row: null }] : []
    })
  }
}

/** A sentence about a single upload, counts for several. */
export function endingsMessage(endings: readonly Ending[]): string {
  const [only] = endings
  if (!only) return ''
  if (endings.length === 1 && only.row) return rowMessage(only.outcome, only.row)
  const countOf = (outcome: Ending['outcome']): number =>
    endings.reduce((sum, ending) => sum + (ending.outcome === outcome ? ending.count : 0), 0)
  const [sent, needs, failed] = [countOf('sent'), countOf('needs'), countOf('failed')]
  return [
    sent > 0 ? tn(sent, '{n} clip is sent.', '{n} clips are sent.') : '',
    needs > 0 ? tn(needs, '{n} clip needs you.', '{n} clips need you.') : '',
    failed > 0 ? tn(failed, '{n} clip failed.', '{n} clips failed.') : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function rowMessage(outcome: Ending['outcome'], { title, name, failure }: UploadView): string {
  const clip = title ?? name
  const reason = failure ? titleOf(failure) : null
  switch (outcome) {
    case 'sent':
      return t('{clip} is sent.', { clip })
    case 'needs':
      return reason === null ? t('{clip} needs you.', { clip }) : t('{clip} needs you: {reason}.', { clip, reason })
    case 'failed':
      return reason === null ? t('{clip} failed.', { clip }) : t('{clip} failed: {reason}.', { clip, reason })
  }
}
