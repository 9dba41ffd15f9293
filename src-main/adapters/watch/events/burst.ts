/**
 * @file Notices bursts of events. The kernel drops what its queue does not hold, and Node does not hear of that: whoever hears
 * as much in one turn as could be half a queue can be sure of nothing. Nor is a turn to last as long as a program writes.
 */
import { readFileSync } from 'node:fs'

/** As many events as take a few milliseconds. */
const MOST = 4_000
const USUAL_QUEUE = 16_384

export interface Burst {
  /** An event came, or a watch ended, which is one as well; answers whether that is too much for one turn. */
  note(): boolean
}

export function createBurst(onBurst: () => void, most = Math.min(MOST, queueLength() / 2)): Burst {
  let count = 0
  return {
    note() {
      // Node takes all that is in the queue in one turn, and runs this after it.
      if (count === 0) setImmediate(() => (count = 0))
      count += 1
      if (count === Math.floor(most) + 1) onBurst()
      return count > most
    },
  }
}

function queueLength(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8')) || USUAL_QUEUE
  } catch {
    // Where it is not said, it is what systems begin with.
    return USUAL_QUEUE
  }
}
