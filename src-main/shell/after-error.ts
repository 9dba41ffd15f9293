/** @file Whether the app restarts after an uncaught error in main: the state of the process is unknown then. */

/** An app that fails again within this time would restart forever. */
const AGAIN_WITHIN_MS = 10 * 60_000

/** @param afterError when the error happened that caused this start; `null` for any other start */
export function afterError(afterError: number | null, now: number): 'restart' | 'stop' {
  return afterError !== null && now - afterError < AGAIN_WITHIN_MS ? 'stop' : 'restart'
}
