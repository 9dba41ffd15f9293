/** @file The data of plots. All points of an upload are in one row, as differences: they are read and written together. */
import { z } from 'zod'
import { type ActivityWait, MAX_POINTS, WAIT_CAUSES } from '../../contract/history/activity.ts'
import type { ActivityStore, StoredActivity } from '../../engine/activity/activity-store.ts'
import type { Series } from '../../engine/activity/series.ts'
import { SLOT_LENGTHS } from '../../engine/activity/slots.ts'
import { MAX_WAITS } from '../../engine/activity/waits.ts'
import type { Database, Row } from './database.ts'
import { number, numberOrNull, text } from './rows.ts'
import { fromJson } from './sql.ts'
import { parsed } from './stored-columns.ts'

const count = z.int().min(0)
/** Time and bytes of the first point, then the differences of each point to the one before. */
const pointsSchema = z
  .array(z.tuple([count, count]))
  .min(1)
  .max(MAX_POINTS)
const waitsSchema = z
  .array(z.object({ from: z.int(), to: z.int().nullable(), cause: z.enum(WAIT_CAUSES) }))
  .max(MAX_WAITS)
  .catch([])

const SLOTS = `SELECT at, sum(bytes) AS bytes FROM sent_slots WHERE slot_ms = :slotMs AND at BETWEEN :from AND :to
  GROUP BY at ORDER BY at`

/** Days on which bytes were confirmed, an upload was finished, or one failed. */
const DAYS = `SELECT day, account_id, sum(bytes) AS bytes, sum(sent) AS sent, sum(failed) AS failed FROM (
    SELECT day, account_id, bytes, 0 AS sent, 0 AS failed FROM sent_days WHERE day BETWEEN :from AND :to
    UNION ALL SELECT day, account_id, 0, iif(result = 'sent', uploads, 0), iif(result = 'failed', uploads, 0) FROM past_tallies
      WHERE day BETWEEN :from AND :to AND uploads > 0 AND result IN ('sent', 'failed')
  ) GROUP BY day, account_id ORDER BY day DESC, bytes DESC, account_id`

export function createActivityStore(database: Database): ActivityStore {
  /** The newest slot of each length that was written to: old slots are deleted when another one begins. */
  const newest = new Map<number, number>()

  function deleteOldSlots(now: number): void {
    for (const { slotMs, keptMs } of SLOT_LENGTHS) {
      const slot = Math.floor(now / slotMs)
      if (newest.get(slotMs) === slot) continue
      newest.set(slotMs, slot)
      database.run('DELETE FROM sent_slots WHERE slot_ms = :slotMs AND at < :before', { slotMs, before: now - keptMs })
    }
  }

  return {
    get(uploadId) {
      const row = database.one('SELECT * FROM throughput WHERE upload_id = :uploadId', { uploadId })
      return row && storedFrom(row)
    },

    waits(uploadId) {
      const row = database.one('SELECT waits FROM throughput WHERE upload_id = :uploadId', { uploadId })
      return row && waitsFrom(row)
    },

    withSeries: (uploadIds) =>
      database
        .all(`SELECT upload_id FROM throughput WHERE upload_id IN ${fromJson('ids')}`, {
          ids: JSON.stringify(uploadIds),
        })
        .map((row) => text(row, 'upload_id')),

    putSeries(uploadId, { stepMs, points, confirmed, shift }, at) {
      database.run(
        `INSERT INTO throughput VALUES (:uploadId, :stepMs, :confirmed, :shift, :points, '[]', :at)
          ON CONFLICT (upload_id) DO UPDATE SET step_ms = excluded.step_ms, confirmed = excluded.confirmed, shift = excluded.shift,
          points = excluded.points, changed_at = excluded.changed_at`,
        { uploadId, stepMs, confirmed, shift, points: differencesOf(points), at },
      )
    },

    putWaits: (uploadId, waits) =>
      database.run('UPDATE throughput SET waits = :waits WHERE upload_id = :uploadId', {
        uploadId,
        waits: JSON.stringify(waits),
      }),

    add(accountId, { slots, days }, now) {
      for (const { slotMs, at, bytes } of slots)
        database.run(
          `INSERT INTO sent_slots VALUES (:slotMs, :at, :accountId, :bytes)
            ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes`,
          { slotMs, at, accountId, bytes },
        )
      for (const { day, bytes } of days)
        database.run(
          `INSERT INTO sent_days VALUES (:day, :accountId, :bytes) ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes`,
          { day, accountId, bytes },
        )
      deleteOldSlots(now)
    },

    slots: (slotMs, from, to) =>
      database.all(SLOTS, { slotMs, from, to }).map((row) => ({ at: number(row, 'at'), bytes: number(row, 'bytes') })),

    days: (from, to) =>
      database.all(DAYS, { from, to }).map((row) => ({
        day: text(row, 'day'),
        accountId: text(row, 'account_id'),
        bytes: number(row, 'bytes'),
        sent: number(row, 'sent'),
        failed: number(row, 'failed'),
      })),

    queueWaits: (from) =>
      database
        .all('SELECT * FROM queue_waits WHERE ended_at >= :from OR ended_at IS NULL ORDER BY began_at', { from })
        .flatMap((row) => waitFrom(row) ?? []),

    openQueueWait() {
      const row = database.one('SELECT * FROM queue_waits WHERE ended_at IS NULL ORDER BY began_at DESC')
      return row && waitFrom(row)
    },

    changeQueueWait(at, next, keep) {
      database.transaction(() => {
        const change = keep ? 'UPDATE queue_waits SET ended_at = max(began_at, :at)' : 'DELETE FROM queue_waits'
        database.run(`${change} WHERE ended_at IS NULL`, { at })
        if (next) database.run('INSERT INTO queue_waits VALUES (:from, :to, :cause)', { ...next })
      })
    },
  }
}

function storedFrom(row: Row): StoredActivity {
  const points = parsed(pointsSchema, row['points'] ?? null)
  const [confirmed, shift, stepMs] = [number(row, 'confirmed'), number(row, 'shift'), number(row, 'step_ms')]
  const series: Series | null = points ? { stepMs, confirmed, shift, points: pointsFrom(points) } : null
  return { series, waits: waitsFrom(row) }
}

const waitsFrom = (row: Row): readonly ActivityWait[] => parsed(waitsSchema, row['waits'] ?? null) ?? []

function differencesOf(points: Series['points']): string {
  return JSON.stringify(
    points.map(({ at, bytes }, index) => {
      const before = points[index - 1]
      return before ? [at - before.at, bytes - before.bytes] : [at, bytes]
    }),
  )
}

function pointsFrom(differences: readonly (readonly [number, number])[]): Series['points'] {
  let at = 0
  let bytes = 0
  return differences.map(([time, added]) => {
    at += time
    bytes += added
    return { at, bytes }
  })
}

function waitFrom(row: Row): ActivityWait | null {
  const cause = WAIT_CAUSES.find((known) => known === row['cause'])
  return cause === undefined ? null : { from: number(row, 'began_at'), to: numberOrNull(row, 'ended_at'), cause }
}
