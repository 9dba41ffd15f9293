/** @file What follows an error in main that nobody caught: the state of the process is unknown from then on. */

/** An app that fails again this soon would fail for ever. */
const AGAIN_WITHIN_MS = 10 * 60_000

/** @param afterError when the error happened that this start follows, if it follows one */
export function afterError(afterError: number | null, now: number): 'restart' | 'stop' {
  return afterError !== null && now - afterError < AGAIN_WITHIN_MS ? 'stop' : 'restart'
}
