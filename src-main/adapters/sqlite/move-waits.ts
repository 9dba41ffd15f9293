/** @file Moves the ends of all waits by as much as the clock was moved, so that their lengths stay. */
import type { ClockMove } from '../../engine/ports/journal.ts'
import type { Database } from './database.ts'

/** The corrected time: moved by as much as the clock; unchanged when it was set by the new clock; now when neither leads to a possible wait. */
const moved = (column: string): string => `CASE
  WHEN ${column} - (:now - :by) BETWEEN 0 AND :longest THEN ${column} + :by
  WHEN ${column} - :now BETWEEN 0 AND :longest THEN ${column}
  ELSE :now END`

/** A property of the wait of a row; NULL when its JSON is damaged. */
const ofWait = (property: string): string => `iif(json_valid(waiting), waiting ->> '${property}', NULL)`

export function createMoveWaits(database: Database) {
  return (move: ClockMove): void => {
    const values = { now: move.now, by: move.byMs, longest: move.longestMs }
    database.transaction(() => {
      // Waits for the schedule are computed again by the new clock.
      database.run(
        `UPDATE uploads SET due_at = :now WHERE due_at IS NOT NULL AND ${ofWait('reason')} = 'schedule' AND :by <> 0`,
        { now: move.now, by: move.byMs },
      )
      database.run(
        `UPDATE uploads SET due_at = ${moved('due_at')} WHERE due_at IS NOT NULL AND due_at <> ${moved('due_at')}
          AND ${ofWait('reason')} <> 'schedule'`,
        values,
      )
      database.run(`UPDATE uploads SET waiting = iif(json_valid(waiting), json_set(waiting, '$.until', due_at), waiting)
        WHERE due_at IS NOT NULL AND ${ofWait('until')} <> due_at`)
      database.run(`UPDATE uploads SET poll_at = ${moved('poll_at')} WHERE poll_at <> ${moved('poll_at')}`, values)
      database.run(`UPDATE cleanups SET due_at = ${moved('due_at')} WHERE due_at <> ${moved('due_at')}`, values)
    })
  }
}
