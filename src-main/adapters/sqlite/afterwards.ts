/** @file What is to run once a transaction is written: in order, each of it whatever becomes of the others. */

export interface Afterwards {
  add(work: () => void): void
  /** Runs what was added. Called while something runs, it leaves the rest to that: what was told first is done first. */
  run(): void
  /** Forgets what was added since something ran: it was about what has not happened. */
  drop(): void
}

export function createAfterwards(): Afterwards {
  let waiting: (() => void)[] = []
  /** Belongs to transactions that are written. */
  const due: (() => void)[] = []
  let isRunning = false

  function runDue(): void {
    isRunning = true
    try {
      for (let next = due.shift(); next !== undefined; next = due.shift()) next()
    } finally {
      isRunning = false
      // After one that threw: the others have nothing to do with it.
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
