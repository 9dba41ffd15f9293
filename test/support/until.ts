/** @file Waits for a condition by asking again and again, and gives up before the test ends, so that nothing goes on asking behind a later one. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Long enough for a busy machine. */
const PATIENCE_MS = 60_000

/** Resolves when the condition is met. @throws Error with the description when that takes too long; what the condition throws */
export async function until(
  description: string,
  condition: () => Promise<boolean> | boolean,
  { everyMs = 20, patienceMs = PATIENCE_MS }: { everyMs?: number; patienceMs?: number } = {},
): Promise<void> {
  for (const end = performance.now() + patienceMs; !(await condition()); await sleep(everyMs)) {
    if (performance.now() > end) throw new Error(`did not happen in time: ${description}`)
  }
}
