/**
 * @file Tells that drives have come or gone: one watch for everybody, and none while nobody listens. What the system tells by
 * itself is heard; what it does not is looked for, with the cheapest look that the system has and without asking any drive.
 */

/** How a system shows that the set of its volumes changed. */
export interface Signs {
  /** Another text when volumes have come or gone. */
  look(): Promise<string>
  readonly everyMs: number
  /** Hears of changes at once, where the system tells of them; answers how to end that. May throw. */
  listen?(changed: () => void): () => void
}

/** A drive comes with several signs: of its partitions, and of its mount point. */
const SETTLE_MS = 300

/** Answers how to be told of changes; that answers how to end it. */
export function createChanges({ look, everyMs, listen }: Signs): (listener: () => void) => () => void {
  const listeners = new Set<() => void>()
  let stop: (() => void) | null = null

  function begin(): () => void {
    let isOver = false
    let known: string | null = null
    let settling: NodeJS.Timeout | null = null
    let stopListening = (): void => {}

    function changed(): void {
      settling ??= setTimeout(() => {
        settling = null
        for (const listener of [...listeners]) listener()
      }, SETTLE_MS)
    }

    async function lookOnce(): Promise<void> {
      // What cannot be looked at has not changed.
      const now = await look().catch(() => known)
      if (isOver || now === known) return
      if (known !== null) changed()
      known = now
    }

    const timer = setInterval(() => void lookOnce(), everyMs)
    timer.unref()
    void lookOnce()
    try {
      if (listen) stopListening = listen(changed)
    } catch {
      // It is looked for all the same.
    }
    return () => {
      isOver = true
      clearInterval(timer)
      if (settling) clearTimeout(settling)
      stopListening()
    }
  }

  return (listener) => {
    const mine = (): void => listener()
    listeners.add(mine)
    stop ??= begin()
    return () => {
      listeners.delete(mine)
      if (listeners.size > 0) return
      stop?.()
      stop = null
    }
  }
}
