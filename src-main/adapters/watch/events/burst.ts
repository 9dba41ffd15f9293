/**
 * @file Detects bursts of events. The kernel drops what its queue does not hold, and Node does not report that: after as many events
 * in one turn as fill half a queue, some may be lost. A limit also keeps a turn from lasting as long as a program writes.
 */
import { readFileSync } from 'node:fs'

/** This many events take a few milliseconds. */
const MAX_PER_TURN = 4_000
/** The default of the kernel. */
const DEFAULT_QUEUE = 16_384

export interface Burst {
  /** Counts an event, or the end of a watch, which causes one as well. Returns whether there were too many in this turn. */
  note(): boolean
}

export function createBurst(onBurst: () => void, most = Math.min(MAX_PER_TURN, queueLength() / 2)): Burst {
  let count = 0
  return {
    note() {
      // Node reads the whole queue in one turn, and runs this after it.
      if (count === 0) setImmediate(() => (count = 0))
      count += 1
      if (count === Math.floor(most) + 1) onBurst()
      return count > most
    },
  }
}

function queueLength(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8')) || DEFAULT_QUEUE
  } catch {
    return DEFAULT_QUEUE
  }
}
