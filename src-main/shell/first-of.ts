/** @file Several things of which the first counts. */

/** Runs `work` once. */
export function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
  }
}
