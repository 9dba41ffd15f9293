/** @file Limits for calls that may never resolve, such as to a network drive that is gone, and a cache for their results. */
import { throwIfExhausted } from '../../../engine/exhaustion.ts'

/**
 * The result of the work, or `null` when it fails or takes too long. It continues then, because nothing can end it.
 *
 * @throws FailureError `system.*` only: when the machine is out of resources, nothing is known of its drives
 */
export async function within<T>(milliseconds: number, work: () => Promise<T>): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(() => resolve(null), milliseconds)
  try {
    return await Promise.race([work(), late])
  } catch (caught) {
    throwIfExhausted(caught)
    return null
  } finally {
    clearTimeout(timer)
  }
}

/** Caches results for a while; concurrent calls share one. */
export function createCache<T>(milliseconds: number): (key: string, ask: () => Promise<T>) => Promise<T> {
  const known = new Map<string, { readonly answer: Promise<T>; readonly until: number }>()
  return (key, ask) => {
    const now = performance.now()
    for (const [old, { until }] of known) if (until <= now) known.delete(old)
    const answer = known.get(key)?.answer ?? ask()
    if (!known.has(key)) known.set(key, { answer, until: now + milliseconds })
    // Failures are not cached.
    answer.catch(() => known.delete(key))
    return answer
  }
}
