/** @file Which uploads ended, from one reading or change of the queue to the next, and how that is said. Pure but for what it remembers. */

import { titleOf } from '@contract/errors.ts'
import type { QueueDelta } from '@contract/events.ts'
import { t, tn } from '@contract/i18n.ts'
import { type QueueSummary, SETTLED, UPLOAD_STATES, type UploadState, type UploadView } from '@contract/upload.ts'

export interface Ended {
  readonly outcome: 'sent' | 'needs' | 'failed'
  readonly count: number
  /** `null` where only their number is known. */
  readonly row: UploadView | null
}

/** What can be heard of: paused and cancelled rows were just that by a person. */
const OUTCOMES: Readonly<Partial<Record<UploadState, Ended['outcome']>>> = {
  done: 'sent',
  'needs-attention': 'needs',
  failed: 'failed',
}

type Counts = Readonly<Record<UploadState, number>>

/** Finds rows that ended since they were last seen; remembers only those that go on. */
export function createEndings() {
  const open = new Set<string>()
  let before: Counts | null = null

  /** Of rows as they were read, or changed. */
  function ofRows(rows: readonly UploadView[]): readonly Ended[] {
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
    /** What ended while nothing was heard, such as without a connection. */
    ofRead(rows: readonly UploadView[], summary: Pick<QueueSummary, 'counts'> | null): readonly Ended[] {
      before = summary?.counts ?? before
      return ofRows(rows)
    },

    ofDelta({ upserted, removed, reread, summary }: QueueDelta): readonly Ended[] {
      const counts = summary.counts
      const last = before
      before = counts
      for (const id of removed) open.delete(id)
      const isListed = !reread || upserted.length + removed.length > 0
      if (isListed || last === null || endedIn(last, counts) === 0) return ofRows(upserted)
      // Which of them ended is not known, so none may be told again when it is read.
      open.clear()
      return endingsIn(last, counts)
    },
  }

  /** Rows that ended are in one state less that goes on; those that came back from a removal are not. */
  function endedIn(last: Counts, now: Counts): number {
    const openOf = (counts: Counts): number =>
      UPLOAD_STATES.reduce((sum, state) => sum + (SETTLED.has(state) ? 0 : counts[state]), 0)
    return Math.max(0, openOf(last) - openOf(now))
  }

  function endingsIn(last: Counts, now: Counts): readonly Ended[] {
    let left = endedIn(last, now)
    return (Object.entries(OUTCOMES) as [UploadState, Ended['outcome']][]).flatMap(([state, outcome]) => {
      const count = Math.min(left, Math.max(0, now[state] - last[state]))
      left -= count
      return count > 0 ? [{ outcome, count, row: null }] : []
    })
  }
}

/** One sentence for one, counts for several. */
export function endingsMessage(ended: readonly Ended[]): string {
  const [only] = ended
  if (!only) return ''
  if (ended.length === 1 && only.row) return rowWords(only.outcome, only.row)
  const countOf = (outcome: Ended['outcome']): number =>
    ended.reduce((sum, one) => sum + (one.outcome === outcome ? one.count : 0), 0)
  const [sent, needs, failed] = [countOf('sent'), countOf('needs'), countOf('failed')]
  return [
    sent > 0 ? tn(sent, '{n} clip is sent.', '{n} clips are sent.') : '',
    needs > 0 ? tn(needs, '{n} clip needs you.', '{n} clips need you.') : '',
    failed > 0 ? tn(failed, '{n} clip failed.', '{n} clips failed.') : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function rowWords(outcome: Ended['outcome'], { title, name, failure }: UploadView): string {
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
