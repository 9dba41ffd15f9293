/** @file Decides whether the app restarts after an uncaught error in main, which leaves the process in an unknown state. */

/** An app that fails again within this time would restart forever. */
const RESTART_LOOP_MS = 10 * 60_000

/** @param lastErrorAt when the error happened that caused this start, epoch ms; `null` for any other start */
export function decideAfterError(lastErrorAt: number | null, now: number): 'restart' | 'stop' {
  return lastErrorAt !== null && now - lastErrorAt < RESTART_LOOP_MS ? 'stop' : 'restart'
}
