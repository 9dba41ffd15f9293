/**
 * @file Keeps the throughput of uploads while they are sent. What is noted in memory is stored every ten seconds, with the figures that
 * are stored anyway, and when an attempt ends. Series and sums are written as one, so nothing counts twice after a crash.
 */
import type { UploadActivity } from '../../contract/activity.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'
import type { UploadEventType } from '../queue/transition.ts'
import type { Upload } from '../queue/upload.ts'
import { confirmed, confirmedPoints, type Gain, left, onWay, resumed, type Series, seriesFrom } from './series.ts'
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

export function createThroughput({
  journal,
  clock,
}: {
  journal: Pick<Journal, 'activity' | 'transaction' | 'afterCommit'>
  clock: Pick<Clock, 'now'>
}) {
  const { activity } = journal
  const attempts = new Map<string, Attempt>()

  /** Read with the first bytes: most attempts that fail have none. */
  function seriesOf(id: string, attempt: Attempt): Series {
    attempt.series ??= activity.get(id)?.series ?? seriesFrom(attempt.acceptedBytes, clock.now())
    return attempt.series
  }

  function took(attempt: Attempt, { series, gains }: { readonly series: Series; readonly gains: readonly Gain[] }): void {
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
    // What contains this may still be rolled back: then it counts the next time.
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
  const concerns = (before: Upload, after: Upload): boolean => before.state !== after.state && after.startedAt !== null

  return {
    begin({ id, accountId, acceptedBytes }: Pick<Upload, 'id' | 'accountId' | 'acceptedBytes'>): void {
      const now = clock.now()
      attempts.set(id, { accountId, acceptedBytes, series: null, gains: [], notedAt: 0, storedAt: now })
    },

    /** The server answered with its offset; bytes follow. */
    resumed(id: string, offset: number): void {
      const attempt = attempts.get(id)
      if (!attempt) return
      took(attempt, resumed(seriesOf(id, attempt), offset, clock.now()))
      // Waits are kept of uploads that have a series.
      store(id, attempt)
    },

    /** So many bytes of the file have left. */
    left(id: string, position: number): void {
      const attempt = attempts.get(id)
      const now = clock.now()
      if (!attempt || Math.abs(now - attempt.notedAt) < NOTE_EVERY_MS) return
      attempt.notedAt = now
      attempt.series = left(seriesOf(id, attempt), position, now)
    },

    confirmed(id: string, offset: number): void {
      const attempt = attempts.get(id)
      if (attempt) took(attempt, confirmed(seriesOf(id, attempt), offset, clock.now()))
    },

    /** Stores what was noted, if it is time to. Call it with the figures that are stored. */
    keep(id: string): void {
      const attempt = attempts.get(id)
      if (attempt && Math.abs(clock.now() - attempt.storedAt) >= STORE_EVERY_MS) store(id, attempt)
    },

    end(id: string): void {
      const attempt = attempts.get(id)
      attempts.delete(id)
      if (attempt) store(id, attempt)
    },

    concerns,

    /** Uploads have changed. Within the transaction of the change. */
    changed(changes: readonly { readonly before: Upload; readonly after: Upload }[], event: UploadEventType): void {
      const begun = changes.filter(({ before, after }) => concerns(before, after))
      if (begun.length === 0) return
      const [first] = begun
      const known = begun.length === 1 && first ? [first.after.id] : activity.withSeries(begun.map(({ after }) => after.id))
      const ids = new Set(known)
      for (const { before, after } of begun)
        if (ids.has(after.id)) noteWait(after, event, event === 'recover' ? endOf(before.id, clock.now()) : clock.now())
    },

    /** What is plotted of an upload; `null` where there is nothing. */
    of(id: string): UploadActivity | null {
      const known = activity.get(id)
      const live = attempts.get(id)?.series
      const series = live ?? known?.series
      if (!known && !series) return null
      const points = live ? live.points : series ? confirmedPoints(series) : []
      return { points, confirmedBytes: series?.confirmed ?? 0, waits: known?.waits ?? [] }
    },

    /** What has left of all uploads and is not confirmed yet, by slots from a time on. */
    onWay(slotMs: number, from: number, to: number): ReadonlyMap<number, number> {
      const gains = [...attempts.values()].flatMap(({ series }) => (series ? onWay(series) : []))
      const slots = sumsOf(gains).slots.filter((slot) => slot.slotMs === slotMs && slot.at >= from && slot.at <= to)
      return new Map(slots.map(({ at, bytes }) => [at, bytes]))
    },
  }

  /** When the process ended in the middle of sending: about when it stored something last. */
  function endOf(id: string, now: number): number {
    return Math.min(now, activity.get(id)?.series?.points.at(-1)?.at ?? now)
  }
}
