/** @file Played timers beside a network and files that are real. */
import { expect, onTestFinished, vi } from 'vitest'

/** Timers are played; the network is real. */
export function play(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: false })
  onTestFinished(() => void vi.useRealTimers())
}

/** Lets what is real go on while no time passes. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** Waits for the network, which is real, and plays the short waits of the library between its tries. */
export async function settled(isDone: () => boolean): Promise<void> {
  for (let turns = 0; !isDone(); turns += 1) {
    if (turns > 200_000) expect.unreachable('nothing came')
    await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(1)
  }
}
