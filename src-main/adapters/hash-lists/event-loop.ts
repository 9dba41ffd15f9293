/** @file Long work that yields to the event loop: a folder may have many thousands of files. */

const MAX_MS = 5
/** Sorted in less than a millisecond. */
const RUN_LENGTH = 500

/** @returns a function that waits for a turn of the event loop once 5 ms have passed since the last one */
export function createYield(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < MAX_MS) return
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now()
        resolve()
      })
    })
  }
}

type YieldIfDue = ReturnType<typeof createYield>

/** Texts in the order of their code units: a merge sort, because `sort` cannot be interrupted. */
export async function sorted(texts: readonly string[], yieldIfDue: YieldIfDue): Promise<readonly string[]> {
  let runs: (readonly string[])[] = []
  for (let start = 0; start < texts.length; start += RUN_LENGTH) {
    runs.push(texts.slice(start, start + RUN_LENGTH).sort())
    await yieldIfDue()
  }
  while (runs.length > 1) {
    const merged: (readonly string[])[] = []
    for (let index = 0; index < runs.length; index += 2) {
      merged.push(await mergeOf(runs[index] ?? [], runs[index + 1] ?? [], yieldIfDue))
    }
    runs = merged
  }
  return runs[0] ?? []
}

async function mergeOf(left: readonly string[], right: readonly string[], yieldIfDue: YieldIfDue): Promise<readonly string[]> {
  const merged: string[] = []
  let [atLeft, atRight] = [0, 0]
  while (merged.length < left.length + right.length) {
    if (merged.length % RUN_LENGTH === 0) await yieldIfDue()
    const [first, second] = [left[atLeft], right[atRight]]
    if (first !== undefined && (second === undefined || first <= second)) {
      merged.push(first)
      atLeft += 1
    } else if (second !== undefined) {
      merged.push(second)
      atRight += 1
    }
  }
  return merged
}
