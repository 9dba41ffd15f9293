/** @file A time-out for calls that may never resolve, such as to a network drive that is gone, and a cache for their results. */
import { throwIfExhausted } from '../../../engine/exhaustion.ts'
import { TIMED_OUT, withTimeout } from '../../../engine/with-timeout.ts'
import { clock } from '../../clock.ts'

/**
 * The result of the work, or `null` when it fails or takes too long. It continues then, because nothing can end it.
 *
 * @throws FailureError `system.*` only: when the machine is out of resources, nothing is known of its drives
 */
export async function within<T>(milliseconds: number, work: () => Promise<T>): Promise<T | null> {
  try {
    const result = await withTimeout(work(), milliseconds, clock)
    return result === TIMED_OUT ? null : result
  } catch (caught) {
    throwIfExhausted(caught)
    return null
  }
}

/** Caches results for a while; concurrent calls share one. */
export function createCache<T>(milliseconds: number): (key: string, load: () => Promise<T>) => Promise<T> {
  const known = new Map<string, { readonly result: Promise<T>; readonly until: number }>()
  return (key, load) => {
    const now = performance.now()
    for (const [old, { until }] of known) if (until <= now) known.delete(old)
    const result = known.get(key)?.result ?? load()
    if (!known.has(key)) known.set(key, { result, until: now + milliseconds })
    // Failures are not cached.
    result.catch(() => known.delete(key))
    return result
  }
}
