/** @file Gives up on work of a library that neither ends nor shows any progress: its own time-outs may never begin. */

/** It may wait for ever: what it belongs to is of no use any more. */
export class StalledError extends Error {
  readonly code = 'ETIMEDOUT'
}

export interface Patience {
  readonly silenceMs: number
  /** Ends what can be ended, so that it does not go on unseen. */
  readonly giveUp?: () => void
}

/** @param work is given what it calls at each sign of progress */
export async function withWatchdog<T>(
  work: (progress: () => void) => Promise<T>,
  { silenceMs, giveUp = () => {} }: Patience,
): Promise<T> {
  const stalled = Promise.withResolvers<never>()
  const bite = (): void => {
    stalled.reject(new StalledError(`Timed out: nothing came for ${Math.round(silenceMs / 1_000)} seconds`))
    giveUp()
  }
  let timer = setTimeout(bite, silenceMs)
  const progress = (): void => {
    clearTimeout(timer)
    timer = setTimeout(bite, silenceMs)
  }
  try {
    return await Promise.race([work(progress), stalled.promise])
  } finally {
    clearTimeout(timer)
  }
}
