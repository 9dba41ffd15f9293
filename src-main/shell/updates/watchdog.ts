/** @file Ends the wait for a library that makes no progress, as its own time-outs may never begin. */

/** The work was not ended and may never be, so the object that runs it must not be used again. */
export class StalledError extends Error {
  readonly code = 'ETIMEDOUT'
}

interface WatchdogOptions {
  /** The longest time without progress. */
  readonly silenceMs: number
  /** Cancels the work as far as possible. */
  readonly cancel?: () => void
  /** Measures work that does not report its progress, such as bytes on disk. Called after a silence; another value than before is progress. */
  readonly measure?: () => Promise<number>
}

/** @param work receives a function that it calls at each sign of progress @throws StalledError after a silence */
export async function withWatchdog<T>(
  work: (progress: () => void) => Promise<T>,
  { silenceMs, cancel = () => {}, measure = async () => 0 }: WatchdogOptions,
): Promise<T> {
  const stalled = Promise.withResolvers<never>()
  let measured = 0
  const onSilence = async (): Promise<void> => {
    const elapsed = timer
    const now = await measure().catch(() => measured)
    // There was progress, or the work has ended, during the measurement.
    if (timer !== elapsed) return
    if (now !== measured) {
      measured = now
      progress()
      return
    }
    stalled.reject(new StalledError(`Timed out: nothing came for ${Math.round(silenceMs / 1_000)} seconds`))
    cancel()
  }
  let timer: NodeJS.Timeout | null = setTimeout(onSilence, silenceMs)
  const progress = (): void => {
    clearTimeout(timer ?? undefined)
    timer = setTimeout(onSilence, silenceMs)
  }
  try {
    return await Promise.race([work(progress), stalled.promise])
  } finally {
    clearTimeout(timer ?? undefined)
    timer = null
  }
}
