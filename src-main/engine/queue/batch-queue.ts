/** @file A batch that is asked for while it is being added waits for that: then it finds everything that was added. */
import type { AddOutcome } from '../../contract/outcomes.ts'

type Add<I> = (input: I, batchId: string) => Promise<AddOutcome>

export function oneCallPerBatch<I extends { readonly batchId?: string | undefined }>(
  add: Add<I>,
): (input: I) => Promise<AddOutcome> {
  const running = new Map<string, Promise<unknown>>()
  return async (input) => {
    const batchId = input.batchId ?? crypto.randomUUID()
    const before = running.get(batchId) ?? Promise.resolve()
    // A failure of the other call is reported to its own caller.
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
