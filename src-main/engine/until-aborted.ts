/** @file Awaits work until a signal aborts; the work itself is not cancelled. */

/** The result of the work. @throws the reason of the signal as soon as it aborts; what the work throws */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    // Also if it has aborted already: the race handles the error of work that fails afterwards.
    return await Promise.race([aborted, work])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
