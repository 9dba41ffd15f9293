/** @file Waits for a condition by asking again and again, and gives up before the test ends: nothing may go on asking behind a later test. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Long enough for a busy machine. */
const PATIENCE_MS = 120_000

/**
 * Resolves when the condition is met. One that throws is not met yet, as a call to a process that is just starting.
 *
 * @throws Error with the description, caused by the last error of the condition, when that takes too long
 */
export async function until(
  description: string,
  condition: () => Promise<boolean> | boolean,
  { everyMs = 20, patienceMs = PATIENCE_MS }: { everyMs?: number; patienceMs?: number } = {},
): Promise<void> {
  const end = performance.now() + patienceMs
  for (;;) {
    let cause: unknown
    try {
      if (await condition()) return
    } catch (caught) {
      cause = caught
    }
    if (performance.now() > end) throw new Error(`did not happen in time: ${description}`, { cause })
    await sleep(everyMs)
  }
}
