/** @file Writes a month of activity into the journal of a host, for pictures and for looking at the view. */
import { DatabaseSync } from 'node:sqlite'
import { dayOf, plusDays } from '../../src-main/contract/text/day.ts'
import { SLOT_LENGTHS } from '../../src-main/engine/activity/slots.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The first account sends most. Nights are quiet, and the machine slept this morning. */
export function makeManyActivity(path: string, accountIds: readonly string[], now: number): void {
  const database = new DatabaseSync(path, { timeout: 5_000 })
  database.exec('BEGIN IMMEDIATE')
  const day = database.prepare('INSERT OR REPLACE INTO sent_days VALUES (?, ?, ?)')
  const slot = database.prepare('INSERT OR REPLACE INTO sent_slots VALUES (?, ?, ?, ?)')
  const asleep = { from: now - 9 * HOUR, to: now - 5 * HOUR }
  for (const [index, accountId] of accountIds.entries()) {
    const share = 1 / (index + 1) ** 1.6
    for (let back = 1; back < 30; back += 1)
      day.run(plusDays(dayOf(now), -back), accountId, Math.round(share * 190e9 * wave(back * 1.7 + index)))
    for (const { slotMs, keptMs } of SLOT_LENGTHS) {
      for (let at = Math.floor(now / slotMs) * slotMs - slotMs; at > now - Math.min(keptMs, 30 * DAY); at -= slotMs) {
        const hour = new Date(at).getHours()
        if (hour === 3 || hour === 4 || (at >= asleep.from && at < asleep.to)) continue
        const limit = hour >= 9 && hour < 17 ? 25e6 : 61e6
        slot.run(slotMs, at, accountId, Math.round((share * limit * slotMs * (0.86 + 0.14 * wave(at / HOUR))) / 2_200))
      }
    }
  }
  database.prepare('INSERT INTO queue_waits VALUES (?, ?, ?)').run(asleep.from, asleep.to, 'asleep')
  database.exec('COMMIT')
  database.close()
}

/** Between 0.2 and 1, the same at every call. */
const wave = (at: number): number => 0.6 + 0.25 * Math.sin(at) + 0.15 * Math.sin(at * 2.7)
