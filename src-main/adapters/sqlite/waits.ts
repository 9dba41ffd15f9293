/** @file Keeps waits as long as they were meant to be when the clock was set: all of them in a few statements. */
import type { ClockMove } from '../../engine/ports/journal.ts'
import type { Database } from './database.ts'

/** A time as it should be: moved along, left alone when it was made by the new clock, or now when it fits neither. */
const moved = (column: string): string => `CASE
  WHEN ${column} - (:now - :by) BETWEEN 0 AND :longest THEN ${column} + :by
  WHEN ${column} - :now BETWEEN 0 AND :longest THEN ${column}
  ELSE :now END`

/** A part of why a row waits; nothing where that cannot be read. */
const waitingFor = (part: string): string => `iif(json_valid(waiting), waiting ->> '${part}', NULL)`

export function createWaits(database: Database) {
  return (move: ClockMove): void => {
    const values = { now: move.now, by: move.byMs, longest: move.longestMs }
    database.transaction(() => {
      // Parts of the week are told by the new clock.
      database.run(
        `UPDATE uploads SET due_at = :now WHERE due_at IS NOT NULL AND ${waitingFor('reason')} = 'schedule' AND :by <> 0`,
        { now: move.now, by: move.byMs },
      )
      database.run(
        `UPDATE uploads SET due_at = ${moved('due_at')} WHERE due_at IS NOT NULL AND due_at <> ${moved('due_at')}
          AND ${waitingFor('reason')} <> 'schedule'`,
        values,
      )
      database.run(`UPDATE uploads SET waiting = iif(json_valid(waiting), json_set(waiting, '$.until', due_at), waiting)
        WHERE due_at IS NOT NULL AND ${waitingFor('until')} <> due_at`)
      database.run(`UPDATE uploads SET poll_at = ${moved('poll_at')} WHERE poll_at <> ${moved('poll_at')}`, values)
      database.run(`UPDATE cleanups SET due_at = ${moved('due_at')} WHERE due_at <> ${moved('due_at')}`, values)
    })
  }
}
