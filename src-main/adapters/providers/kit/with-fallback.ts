/** @file Optional calls: their failure must not cost the result of the calls before them. */
import { failureFrom } from '../../../contract/errors/errors.ts'
import type { ProviderContext } from '../../../engine/providers/provider.ts'

/**
 * The result of a call, or a fallback if it fails for any reason, which is reported then.
 *
 * @throws what the call throws if the signal is aborted
 */
export async function withFallback<T>(
  call: () => Promise<T>,
  fallback: T,
  { signal, reportFailure }: Pick<ProviderContext, 'signal' | 'reportFailure'>,
): Promise<T> {
  try {
    return await call()
  } catch (caught) {
    if (signal.aborted) throw caught
    reportFailure?.(failureFrom(caught))
    return fallback
  }
}
