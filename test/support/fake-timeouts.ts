/** @file Fake timeouts beside a real network and real files. */
import { expect, onTestFinished, vi } from 'vitest'

/** Fakes `setTimeout` and `clearTimeout` until the end of the test. */
export function useFakeTimeouts(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: false })
  onTestFinished(() => void vi.useRealTimers())
}

/** Lets real I/O go on while no time passes. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** Waits for real I/O and advances the short waits of the library between its attempts. */
export async function waitUntil(isDone: () => boolean): Promise<void> {
  for (let turns = 0; !isDone(); turns += 1) {
    if (turns > 200_000) expect.unreachable('the condition was never met')
    await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(1)
  }
}
