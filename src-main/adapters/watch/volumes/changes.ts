/**
 * @file Reports that volumes were mounted or unmounted, by one watch for all listeners, and none without listeners. Events of the system are
 * used where it has them; in addition the cheapest source that it offers is polled, without a call to any drive.
 */

/** How the mounted volumes of a system are observed. */
export interface ChangeSource {
  /** A text that differs when volumes were mounted or unmounted. */
  read(): Promise<string>
  readonly everyMs: number
  /** Subscribes to events of the system, where it has any; returns the function that unsubscribes. May throw. */
  listen?(changed: () => void): () => void
}

/** One drive causes several events: for its partitions, and for its mount point. */
const COLLECT_MS = 300

/** Returns a function that adds a listener, and returns the function that removes it. */
export function createChanges({ read, everyMs, listen }: ChangeSource): (listener: () => void) => () => void {
  const listeners = new Set<() => void>()
  let stop: (() => void) | null = null

  function begin(): () => void {
    let isOver = false
    let known: string | null = null
    let collecting: NodeJS.Timeout | null = null
    let stopListening = (): void => {}

    function changed(): void {
      collecting ??= setTimeout(() => {
        collecting = null
        for (const listener of [...listeners]) listener()
      }, COLLECT_MS)
    }

    async function poll(): Promise<void> {
      // A failed read counts as unchanged.
      const now = await read().catch(() => known)
      if (isOver || now === known) return
      if (known !== null) changed()
      known = now
    }

    const timer = setInterval(() => void poll(), everyMs)
    timer.unref()
    void poll()
    try {
      if (listen) stopListening = listen(changed)
    } catch {
      // Without events there is still the poll.
    }
    return () => {
      isOver = true
      clearInterval(timer)
      if (collecting) clearTimeout(collecting)
      stopListening()
    }
  }

  return (listener) => {
    // Wrapped, so that a listener can be added twice.
    const added = (): void => listener()
    listeners.add(added)
    stop ??= begin()
    return () => {
      listeners.delete(added)
      if (listeners.size > 0) return
      stop?.()
      stop = null
    }
  }
}
