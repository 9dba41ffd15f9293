/** @file Answers that may never come: a network drive that is gone holds up whoever asks for it. */
import { throwIfExhausted } from '../../../engine/exhaustion.ts'

/**
 * What the work gives, or `null` when it fails or takes too long. It is not ended, as nothing can end it.
 *
 * @throws FailureError `system.*` only: a machine that can open nothing says nothing of its drives
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

/** Answers that hold for a moment; those who ask meanwhile wait for the same one. */
export function createMemory<T>(milliseconds: number): (key: string, ask: () => Promise<T>) => Promise<T> {
  const known = new Map<string, { readonly answer: Promise<T>; readonly until: number }>()
  return (key, ask) => {
    const now = performance.now()
    for (const [old, { until }] of known) if (until <= now) known.delete(old)
    const answer = known.get(key)?.answer ?? ask()
    if (!known.has(key)) known.set(key, { answer, until: now + milliseconds })
    // What failed is asked for again.
    answer.catch(() => known.delete(key))
    return answer
  }
}
