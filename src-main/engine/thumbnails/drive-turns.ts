/**
 * @file Whose turn it is at each drive: one job at a time, two in all, and a rest after each while something is sent from there, so that
 * transfers have the drive nearly for themselves.
 */
import type { Clock } from '../ports.ts'
import { LONGEST_REST_MS, restAfter } from './deciding.ts'

const MOST_AT_ONCE = 2

export interface DriveTurns {
  /** Takes the turn and returns what ends it; `null` while it is somebody else's. */
  take(path: string): (() => void) | null
  /** When the first drive that rests is free again, in epoch ms. */
  nextAt(): number | null
}

export interface DriveTurnsDeps {
  readonly clock: Pick<Clock, 'now'>
  readonly driveOf: (path: string) => string
  /** Paths of the files that are sent at this moment. */
  readonly sending: () => readonly string[]
}

export function createDriveTurns({ clock, driveOf, sending }: DriveTurnsDeps): DriveTurns {
  const busy = new Set<string>()
  const restUntil = new Map<string, number>()

  /** Also those that a clock that was set back has moved far away. */
  function forgetPast(now: number): void {
    for (const [drive, until] of restUntil) if (until <= now || until > now + LONGEST_REST_MS) restUntil.delete(drive)
  }

  return {
    take(path) {
      const now = clock.now()
      forgetPast(now)
      const drive = driveOf(path)
      if (busy.size >= MOST_AT_ONCE || busy.has(drive) || restUntil.has(drive)) return null
      busy.add(drive)
      let isEnded = false
      return () => {
        if (isEnded) return
        isEnded = true
        busy.delete(drive)
        const isSending = sending().some((other) => driveOf(other) === drive)
        const restMs = restAfter(clock.now() - now, isSending)
        if (restMs > 0) restUntil.set(drive, clock.now() + restMs)
      }
    },
    nextAt: () => (restUntil.size === 0 ? null : Math.min(...restUntil.values())),
  }
}
