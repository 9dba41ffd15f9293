/**
 * @file Closing the engine. One signal aborts everything that runs; work in slices checks it after each slice. Afterwards no
 * timer is left, and late callers cannot set one.
 */
import { FailureError, failure } from '../contract/errors/errors.ts'
import type { Clock } from './ports.ts'

export interface Closing {
  readonly signal: AbortSignal
  /** Idempotent. */
  begin(): void
}

export function createClosing(): Closing {
  const controller = new AbortController()
  return {
    signal: controller.signal,
    begin: () => controller.abort(new FailureError(failure('host.closing'))),
  }
}

/**
 * Throws when the engine closes.
 *
 * @param done the work that was done before, for the detail of the failure
 */
export function throwIfClosing(closing: AbortSignal, done?: string): void {
  if (closing.aborted) throw new FailureError(failure('host.closing', {}, { detail: done }))
}

/** A clock whose timers can be ended together. */
export function createStoppableClock(clock: Clock): Clock & { end(): void } {
  const open = new Set<() => void>()
  let hasEnded = false
  return {
    ...clock,
    after(delayMs, run) {
      if (hasEnded) return () => {}
      const cancel = clock.after(delayMs, () => {
        open.delete(cancel)
        run()
      })
      open.add(cancel)
      return () => {
        open.delete(cancel)
        cancel()
      }
    },
    end() {
      hasEnded = true
      for (const cancel of open) cancel()
      open.clear()
    },
  }
}
