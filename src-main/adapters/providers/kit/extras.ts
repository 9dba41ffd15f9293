/** @file Calls that add to what is known of a video, and that nothing depends on. */
import type { ProviderContext } from '../../../engine/providers/provider.ts'

/**
 * What a call answers, or `without` where it fails, whatever the reason: with its failure the state that is known would be lost.
 *
 * @throws what the call throws when it was aborted
 */
export async function extra<T>(call: () => Promise<T>, without: T, { signal }: Pick<ProviderContext, 'signal'>): Promise<T> {
  try {
    return await call()
  } catch (caught) {
    if (signal.aborted) throw caught
    return without
  }
}
