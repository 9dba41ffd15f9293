/** @file Limits how often an action is carried out. */

/** Returns a function that answers whether the action is allowed now, and counts it if so. */
export function atMost(times: number, withinMs: number, now: () => number): () => boolean {
  let allowedAt: number[] = []
  return () => {
    const from = now() - withinMs
    allowedAt = allowedAt.filter((at) => at > from)
    if (allowedAt.length >= times) return false
    allowedAt.push(now())
    return true
  }
}
