/** @file Optional calls: their failure must not cost the result of the calls before them. */
import type { ProviderContext } from '../../../engine/providers/provider.ts'

/**
 * The result of a call, or a fallback if it fails for any reason.
 *
 * @throws what the call throws if the signal is aborted
 */
export async function withFallback<T>(
  call: () => Promise<T>,
  fallback: T,
  { signal }: Pick<ProviderContext, 'signal'>,
): Promise<T> {
  try {
    return await call()
  } catch (caught) {
    if (signal.aborted) throw caught
    return fallback
  }
}
