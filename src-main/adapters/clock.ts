/** @file The real clock. */
import type { Clock } from '../engine/ports.ts'

export const clock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  checkShift() {},
  turn: () => new Promise((resolve) => setImmediate(resolve)),
}
