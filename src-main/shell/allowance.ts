/** @file Limits how often something is done. */

/** Returns whether it may be done now, and counts it if so. */
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
