/** @file Gives up on work of a library that neither ends nor shows any progress: its own time-outs may never begin. */

/** It may wait for ever: what it belongs to is of no use any more. */
export class StalledError extends Error {
  readonly code = 'ETIMEDOUT'
}

export interface Patience {
  readonly silenceMs: number
  /** Ends what can be ended, so that it does not go on unseen. */
  readonly giveUp?: () => void
  /** A figure that grows with work that says nothing of its progress. Asked for after a silence, which a new figure ends. */
  readonly measure?: () => Promise<number>
}

/** @param work is given what it calls at each sign of progress */
export async function withWatchdog<T>(
  work: (progress: () => void) => Promise<T>,
  { silenceMs, giveUp = () => {}, measure = async () => 0 }: Patience,
): Promise<T> {
  const stalled = Promise.withResolvers<never>()
  let measured = 0
  const bite = async (): Promise<void> => {
    const bitten = timer
    const figure = await measure().catch(() => measured)
    // Something came, or all is over, while it was measured.
    if (timer !== bitten) return
    if (figure !== measured) {
      measured = figure
      progress()
      return
    }
    stalled.reject(new StalledError(`Timed out: nothing came for ${Math.round(silenceMs / 1_000)} seconds`))
    giveUp()
  }
  let timer: NodeJS.Timeout | null = setTimeout(bite, silenceMs)
  const progress = (): void => {
    clearTimeout(timer ?? undefined)
    timer = setTimeout(bite, silenceMs)
  }
  try {
    return await Promise.race([work(progress), stalled.promise])
  } finally {
    clearTimeout(timer ?? undefined)
    timer = null
  }
}
