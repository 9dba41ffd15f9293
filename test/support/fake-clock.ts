/** @file A clock that tests move. */
import type { Clock } from '../../src-main/engine/ports.ts'

export interface FakeClock extends Clock {
  /** Number of pending timers. */
  readonly timers: number
  /** Advances time, runs due timers in order, and lets promises settle in between. */
  advance(ms: number): Promise<void>
  /** Shifts the wall clock, as a person does: no time passes, and timers are not affected. */
  set(byMs: number): void
  /** Lets promises settle without moving time. */
  settle(): Promise<void>
}

export function createFakeClock(startAt = 1_700_000_000_000): FakeClock {
  /** Running time; the wall clock shows it with an offset. */
  let now = startAt
  let offset = 0
  let timers: { at: number; run: () => void }[] = []

  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  return {
    get timers() {
      return timers.length
    },
    now: () => now + offset,
    set(byMs) {
      offset += byMs
    },
    after(delayMs, run) {
      const timer = { at: now + delayMs, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    checkShift() {},
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    settle,
    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const next = timers.filter((timer) => timer.at <= end).sort((one, other) => one.at - other.at)[0]
        if (!next) break
        timers = timers.filter((timer) => timer !== next)
        now = Math.max(now, next.at)
        next.run()
        await settle()
      }
      now = end
    },
  }
}
