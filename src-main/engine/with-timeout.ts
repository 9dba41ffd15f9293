/** @file A time-out for work that cannot be cancelled: waiting for it ends, the work goes on. */
import type { Clock } from './ports.ts'

export const TIMED_OUT: unique symbol = Symbol('TIMED_OUT')

/**
 * The result of the work, or `TIMED_OUT` after `timeoutMs`. What the work throws later is ignored.
 *
 * @throws what the work throws within that time
 */
export async function withTimeout<T>(
  work: Promise<T>,
  timeoutMs: number,
  { after }: Pick<Clock, 'after'>,
): Promise<T | typeof TIMED_OUT> {
  const { promise: late, resolve } = Promise.withResolvers<typeof TIMED_OUT>()
  const cancel = after(timeoutMs, () => resolve(TIMED_OUT))
  try {
    return await Promise.race([work, late])
  } finally {
    cancel()
  }
}
