/** @file Callbacks after a commit: in order, each isolated from the errors of the others. */

export interface Afterwards {
  add(work: () => void): void
  /** Runs what was added. A nested call leaves the rest to the outer one, so that the order is kept. */
  run(): void
  /** Drops what was added since the last run: its transaction was rolled back. */
  drop(): void
}

export function createAfterwards(): Afterwards {
  let waiting: (() => void)[] = []
  /** Callbacks of committed transactions. */
  const due: (() => void)[] = []
  let isRunning = false

  function runDue(): void {
    isRunning = true
    try {
      for (let next = due.shift(); next !== undefined; next = due.shift()) next()
    } finally {
      isRunning = false
      // After a callback that threw the others still run.
      if (due.length > 0) runDue()
    }
  }

  return {
    add: (work) => void waiting.push(work),
    run() {
      due.push(...waiting)
      waiting = []
      if (!isRunning) runDue()
    },
    drop() {
      waiting = []
    },
  }
}
