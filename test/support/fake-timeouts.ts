/** @file Fake timeouts beside a real network and real files. */
import { expect, onTestFinished, vi } from 'vitest'

const MAX_WAIT_MS = 60_000

/** Fakes `setTimeout` and `clearTimeout` until the end of the test. */
export function useFakeTimeouts(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: false })
  onTestFinished(() => void vi.useRealTimers())
}

/** Waits for real I/O. Fake time passes as fast as real time, so that no time-out ends before the I/O on a slow machine. */
export async function waitUntil(isDone: () => boolean): Promise<void> {
  const startedAt = performance.now()
  let advancedMs = 0
  while (!isDone()) {
    const passedMs = Math.floor(performance.now() - startedAt)
    if (passedMs > MAX_WAIT_MS) expect.unreachable('the condition was never met')
    await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(passedMs - advancedMs)
    advancedMs = passedMs
  }
}
