/** @file How often something may be done. */

/** Answers whether it may be done now, and counts it then. */
export function atMost(times: number, withinMs: number, now: () => number): () => boolean {
  let done: number[] = []
  return () => {
    const from = now() - withinMs
    done = done.filter((at) => at > from)
    if (done.length >= times) return false
    done.push(now())
    return true
  }
}
