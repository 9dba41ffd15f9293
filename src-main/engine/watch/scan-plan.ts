/** @file The time of the next scan of a whole folder: the earliest that was requested. */
import type { Clock } from '../ports.ts'

interface ScanPlan {
  /** Epoch ms; `null` when nothing is planned. */
  readonly at: number | null
  soon(delayMs: number): void
  forget(): void
  /** The wall clock was set: the planned moment has another time. */
  clockMoved(byMs: number): void
}

export function createScanPlan(clock: Clock, onDue: () => void): ScanPlan {
  let at: number | null = null
  let cancel = (): void => {}

  function forget(): void {
    cancel()
    at = null
  }

  return {
    get at(): number | null {
      return at
    },
    soon(delayMs) {
      const wanted = clock.now() + delayMs
      if (at !== null && at <= wanted) return
      forget()
      at = wanted
      cancel = clock.after(delayMs, () => {
        at = null
        onDue()
      })
    },
    forget,
    clockMoved(byMs) {
      if (at !== null) at += byMs
    },
  }
}
