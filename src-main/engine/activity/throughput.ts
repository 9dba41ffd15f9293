/**
 * @file Records the throughput of uploads while they are sent. Series are stored every ten seconds, together with the figures of the
 * upload, and when an attempt ends. Series and sums are stored in one transaction, so nothing counts twice after a crash.
 */
import type { UploadActivity } from '../../contract/history/activity.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'
import type { UploadEventType } from '../queue/transition.ts'
import type { Upload } from '../queue/upload.ts'
import { confirmedPoints, type Gain, inFlight, type Series, seriesFrom, withConfirmed, withResumed, withSent } from './series.ts'
import { sumsOf } from './slots.ts'
import { openWait, phaseAfter, waitsAfter } from './waits.ts'

const STORE_EVERY_MS = 10_000
/** Bytes leave hundreds of times a second. */
const NOTE_EVERY_MS = 500

interface Attempt {
  readonly accountId: string
  readonly acceptedBytes: number
  series: Series | null
  readonly gains: Gain[]
  notedAt: number
  storedAt: number
}

export type Throughput = ReturnType<typeof createThroughput>

interface Deps {
  readonly journal: Pick<Journal, 'activity' | 'transaction' | 'afterCommit'>
  readonly clock: Pick<Clock, 'now'>
}

export function createThroughput({ journal, clock }: Deps) {
  const { activity } = journal
  const attempts = new Map<string, Attempt>()

  /** Loaded with the first bytes: most attempts that fail send none. */
  function seriesOf(id: string, attempt: Attempt): Series {
    attempt.series ??= activity.get(id)?.series ?? seriesFrom(attempt.acceptedBytes, clock.now())
    return attempt.series
  }

  function apply(attempt: Attempt, { series, gains }: { readonly series: Series; readonly gains: readonly Gain[] }): void {
    attempt.series = series
    attempt.gains.push(...gains)
  }

  function store(id: string, attempt: Attempt): void {
    const { series, gains } = attempt
    if (!series) return
    const now = clock.now()
    const stored = gains.length
    journal.transaction(() => {
      activity.putSeries(id, series, now)
      if (stored > 0) activity.add(attempt.accountId, sumsOf(gains), now)
    })
    // An outer transaction may be rolled back: then the gains are stored the next time.
    journal.afterCommit(() => {
      attempt.gains.splice(0, stored)
      attempt.storedAt = now
    })
  }

  function noteWait(after: Upload, event: UploadEventType, from: number): void {
    const known = activity.waits(after.id)
    if (!known) return
    const phase = phaseAfter(after, event, openWait(known)?.cause ?? null)
    const waits = waitsAfter(known, phase, from)
    if (waits !== known) activity.putWaits(after.id, waits)
  }

  /** Whether a change may begin or end a wait. */
  const affectsWaits = (before: Upload, after: Upload): boolean => before.state !== after.state && after.startedAt !== null

  return {
    begin({ id, accountId, acceptedBytes }: Pick<Upload, 'id' | 'accountId' | 'acceptedBytes'>): void {
      const now = clock.now()
      attempts.set(id, { accountId, acceptedBytes, series: null, gains: [], notedAt: 0, storedAt: now })
    },

    /** The server returned its offset; bytes follow. */
    resumed(id: string, offset: number): void {
      const attempt = attempts.get(id)
      if (!attempt) return
      apply(attempt, withResumed(seriesOf(id, attempt), offset, clock.now()))
      // Stored at once, because waits are stored of uploads with a series only.
      store(id, attempt)
    },

    /** The bytes up to a position of the file were sent. */
    sent(id: string, position: number): void {
      const attempt = attempts.get(id)
      const now = clock.now()
      if (!attempt || Math.abs(now - attempt.notedAt) < NOTE_EVERY_MS) return
      attempt.notedAt = now
      attempt.series = withSent(seriesOf(id, attempt), position, now)
    },

    confirmed(id: string, offset: number): void {
      const attempt = attempts.get(id)
      if (attempt) apply(attempt, withConfirmed(seriesOf(id, attempt), offset, clock.now()))
    },

    /** Stores the series if that is due. To be called whenever the figures of the upload are stored. */
    storeIfDue(id: string): void {
      const attempt = attempts.get(id)
      if (attempt && Math.abs(clock.now() - attempt.storedAt) >= STORE_EVERY_MS) store(id, attempt)
    },

    end(id: string): void {
      const attempt = attempts.get(id)
      attempts.delete(id)
      if (attempt) store(id, attempt)
    },

    affectsWaits,

    /** Records the waits that begin or end with changes of uploads. Within the transaction of the changes. */
    changed(changes: readonly { readonly before: Upload; readonly after: Upload }[], event: UploadEventType): void {
      const relevant = changes.filter(({ before, after }) => affectsWaits(before, after))
      const ids = relevant.map(({ after }) => after.id)
      // One alone is looked up by `noteWait` anyway.
      const withSeries = new Set(ids.length > 1 ? activity.withSeries(ids) : ids)
      for (const { after } of relevant)
        if (withSeries.has(after.id)) noteWait(after, event, event === 'recover' ? lastStoredAt(after.id) : clock.now())
    },

    /** The plot of an upload; `null` where there is none. */
    get(id: string): UploadActivity | null {
      const stored = activity.get(id)
      const live = attempts.get(id)?.series
      const series = live ?? stored?.series
      if (!stored && !series) return null
      const points = live ? live.points : series ? confirmedPoints(series) : []
      return { points, confirmedBytes: series?.confirmed ?? 0, waits: stored?.waits ?? [] }
    },

    /** Bytes in flight of all uploads by slot, of the slots that begin between two times. */
    inFlight(slotMs: number, from: number, to: number): ReadonlyMap<number, number> {
      const gains = [...attempts.values()].flatMap(({ series }) => (series ? inFlight(series) : []))
      const slots = sumsOf(gains).slots.filter((slot) => slot.slotMs === slotMs && slot.at >= from && slot.at <= to)
      return new Map(slots.map(({ at, bytes }) => [at, bytes]))
    },
  }

  /** About when the last process ended in the middle of sending: when it last stored a point. */
  function lastStoredAt(id: string): number {
    const now = clock.now()
    return Math.min(now, activity.get(id)?.series?.points.at(-1)?.at ?? now)
  }
}
