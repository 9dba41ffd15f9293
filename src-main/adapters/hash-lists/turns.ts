/** @file Long work in parts, between which everything else has its turn: a folder may have many thousands of files. */

const LONGEST_MS = 5
/** Sorted in less than a millisecond. */
const FEW = 500

/** @returns waits for a turn of the event loop where the last one was too long ago */
export function createTurns(now: () => number = () => performance.now()): () => Promise<void> | undefined {
  let since = now()
  return () => {
    if (now() - since < LONGEST_MS) return
    return new Promise((resolve) => {
      setImmediate(() => {
        since = now()
        resolve()
      })
    })
  }
}

/** Texts in the order of their code units: short runs, merged in pairs. */
export async function sorted(texts: readonly string[], takeTurns: ReturnType<typeof createTurns>): Promise<readonly string[]> {
  let runs: (readonly string[])[] = []
  for (let start = 0; start < texts.length; start += FEW) {
    runs.push(texts.slice(start, start + FEW).sort())
    await takeTurns()
  }
  while (runs.length > 1) {
    const merged: (readonly string[])[] = []
    for (let index = 0; index < runs.length; index += 2) {
      merged.push(await mergeOf(runs[index] ?? [], runs[index + 1] ?? [], takeTurns))
    }
    runs = merged
  }
  return runs[0] ?? []
}

async function mergeOf(
  one: readonly string[],
  other: readonly string[],
  takeTurns: ReturnType<typeof createTurns>,
): Promise<readonly string[]> {
  const all: string[] = []
  let [left, right] = [0, 0]
  while (left < one.length || right < other.length) {
    if (all.length % FEW === 0) await takeTurns()
    const [next, rival] = [one[left], other[right]]
    if (next !== undefined && (rival === undefined || next <= rival)) {
      all.push(next)
      left += 1
    } else if (rival !== undefined) {
      all.push(rival)
      right += 1
    }
  }
  return all
}
