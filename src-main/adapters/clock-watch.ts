/**
 * @file Notices that the machine slept and that its clock was set, from three clocks: the wall clock, which people set; the time
 * since the machine was started, which goes on in sleep; and the running time, which stands still in it on most systems.
 */
import { uptime } from 'node:os'

/** Milliseconds, each from a beginning of its own. */
export interface Readings {
  readonly wallMs: number
  readonly sinceBootMs: number
  readonly runningMs: number
}

interface ClockWatchOptions {
  /** A pause longer than this is sleep: of the machine, of a virtual one, or of this process. */
  readonly sleepAfterMs?: number
  readonly onWake: (sleptMs: number) => void
  /** The wall clock was set, by so many milliseconds. */
  readonly onMoved: (byMs: number) => void
}

const CHECK_EVERY_MS = 2_000
const SLEEP_AFTER_MS = 10_000
/** Clocks that are kept right move by less; some systems report the time since boot in whole seconds. */
const MOVED_MS = 5_000

const readClocks = (): Readings => ({ wallMs: Date.now(), sinceBootMs: uptime() * 1_000, runningMs: performance.now() })

/** How long the machine slept between two readings, and by how much the wall clock was set; 0 for neither. */
export function compare(
  before: Readings,
  now: Readings,
  everyMs: number,
  sleepAfterMs: number,
): { sleptMs: number; movedMs: number } {
  const passed = Math.max(now.sinceBootMs - before.sinceBootMs, now.runningMs - before.runningMs)
  const moved = Math.round(now.wallMs - before.wallMs - passed)
  // A virtual machine that was suspended shows it only by a wall clock that jumps ahead.
  const away = passed + Math.max(0, moved) - everyMs
  return { sleptMs: away > sleepAfterMs ? away : 0, movedMs: Math.abs(moved) >= MOVED_MS ? moved : 0 }
}

interface ClockWatch {
  check(): void
  close(): void
}

export function watchClock({ sleepAfterMs = SLEEP_AFTER_MS, onWake, onMoved }: ClockWatchOptions): ClockWatch {
  const everyMs = Math.min(CHECK_EVERY_MS, sleepAfterMs / 2)
  let before = readClocks()
  const check = (): void => {
    const now = readClocks()
    const { sleptMs, movedMs } = compare(before, now, everyMs, sleepAfterMs)
    before = now
    if (movedMs !== 0) onMoved(movedMs)
    if (sleptMs > 0) onWake(sleptMs)
  }
  const timer = setInterval(check, everyMs)
  timer.unref()
  return { check, close: () => clearInterval(timer) }
}
