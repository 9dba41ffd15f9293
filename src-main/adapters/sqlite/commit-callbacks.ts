/** @file Runs callbacks after a commit, in the order in which they were added; an error of one does not keep the others from running. */

interface CommitCallbacks {
  add(work: () => void): void
  /** Runs the callbacks that were added. A call from within a callback leaves them to the outer call, so that the order is kept. */
  run(): void
  /** Removes the callbacks that were added since the last run: their transaction was rolled back. */
  discard(): void
}

export function createCommitCallbacks(): CommitCallbacks {
  /** Callbacks of the open transaction. */
  let added: (() => void)[] = []
  /** Callbacks of committed transactions. */
  const due: (() => void)[] = []
  let isRunning = false

  function runDue(): void {
    isRunning = true
    try {
      for (let next = due.shift(); next !== undefined; next = due.shift()) next()
    } finally {
      isRunning = false
      // A callback threw: the others still run.
      if (due.length > 0) runDue()
    }
  }

  return {
    add: (work) => void added.push(work),
    run() {
      due.push(...added)
      added = []
      if (!isRunning) runDue()
    },
    discard() {
      added = []
    },
  }
}
