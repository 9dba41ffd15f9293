/** @file Serialises calls that add to the same batch: a repeated call recognises everything that the first one has added. */
import type { AddOutcome } from '../../../contract/queue/outcomes.ts'

/** Without a `batchId` a call gets a new one. */
export function oneCallPerBatch<I extends { readonly batchId?: string | undefined }>(
  add: (input: I, batchId: string) => Promise<AddOutcome>,
): (input: I) => Promise<AddOutcome> {
  const running = new Map<string, Promise<unknown>>()
  return async (input) => {
    const batchId = input.batchId ?? crypto.randomUUID()
    const before = running.get(batchId) ?? Promise.resolve()
    // Also after a failure, which the caller of that call gets.
    const own = before.then(
      () => add(input, batchId),
      () => add(input, batchId),
    )
    running.set(batchId, own)
    try {
      return await own
    } finally {
      if (running.get(batchId) === own) running.delete(batchId)
    }
  }
}
