/**
 * @file Limits jobs on drives: one at a time per drive, two in all, and a pause after each while something is sent from the drive, so that
 * transfers are hardly slowed down.
 */
import type { Clock } from '../ports.ts'
import { MAX_PAUSE_MS, pauseAfter } from './policy.ts'

const MAX_CONCURRENT = 2

export interface DriveSlots {
  /** Takes a slot at the drive of a path. Returns the function that releases it; `null` while none is free. */
  acquire(path: string): (() => void) | null
  /** When the first pause ends, epoch ms; `null` without one. */
  nextAt(): number | null
}

interface Deps {
  readonly clock: Pick<Clock, 'now'>
  readonly driveOf: (path: string) => string
  /** Paths of the files that are sent at this moment. */
  readonly sending: () => readonly string[]
}

export function createDriveSlots({ clock, driveOf, sending }: Deps): DriveSlots {
  const busy = new Set<string>()
  const pausedUntil = new Map<string, number>()

  /** Also removes pauses that a clock which was set back has made too long. */
  function removeEnded(now: number): void {
    for (const [drive, until] of pausedUntil) if (until <= now || until > now + MAX_PAUSE_MS) pausedUntil.delete(drive)
  }

  return {
    acquire(path) {
      const now = clock.now()
      removeEnded(now)
      const drive = driveOf(path)
      if (busy.size >= MAX_CONCURRENT || busy.has(drive) || pausedUntil.has(drive)) return null
      busy.add(drive)
      let isReleased = false
      return () => {
        if (isReleased) return
        isReleased = true
        busy.delete(drive)
        const isSending = sending().some((sent) => driveOf(sent) === drive)
        const pauseMs = pauseAfter(clock.now() - now, isSending)
        if (pauseMs > 0) pausedUntil.set(drive, clock.now() + pauseMs)
      }
    },
    nextAt: () => (pausedUntil.size === 0 ? null : Math.min(...pausedUntil.values())),
  }
}
