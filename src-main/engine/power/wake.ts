/**
 * @file Whether the machine is asleep, has just woken, or has been awake for a while. Measured by timers of running time, because the
 * clock of a machine that wakes is often corrected a moment later.
 */
import type { Clock } from '../ports.ts'

const SECOND = 1_000
/** The system reports a wake and a late timer detects it as well; within this time both are one wake. */
const SAME_WAKE_MS = 10 * SECOND
/** Networks need a while to come back; until then an unreachable server is not reported. */
const GRACE_MS = 30 * SECOND
/** Connections made now break more often than usual, for instance because the machine was moved. */
const TENDER_MS = 3 * 60 * SECOND
/** A process that runs for this long after falling asleep is awake, even if no wake was reported. */
export const ASLEEP_AT_MOST_MS = 2 * 60 * SECOND

export interface Wake {
  readonly asleep: boolean
  readonly justWoke: boolean
  /** Network failures are expected and no errors. */
  readonly inGrace: boolean
  /** Silent connections are dropped sooner. */
  readonly isTender: boolean
}

export type WakeState = ReturnType<typeof createWake>

/** @param onOverslept called when the process runs although no wake was reported */
export function createWake({ clock, onOverslept }: { clock: Clock; onOverslept: () => void }) {
  const on = { asleep: false, justWoke: false, inGrace: false, isTender: false }
  let timers: (() => void)[] = []
  let closed = false

  function clear(): void {
    for (const cancel of timers) cancel()
    timers = []
    Object.assign(on, { asleep: false, justWoke: false, inGrace: false, isTender: false })
  }

  function setFor(name: 'justWoke' | 'inGrace' | 'isTender', ms: number): void {
    on[name] = true
    timers.push(
      clock.after(ms, () => {
        on[name] = false
      }),
    )
  }

  return {
    get asleep(): boolean {
      return on.asleep
    },
    get justWoke(): boolean {
      return on.justWoke
    },
    get inGrace(): boolean {
      return on.inGrace
    },
    get isTender(): boolean {
      return on.isTender
    },

    fallAsleep(): void {
      clear()
      if (closed) return
      on.asleep = true
      timers.push(clock.after(ASLEEP_AT_MOST_MS, onOverslept))
    },

    wakeUp(): void {
      clear()
      if (closed) return
      setFor('justWoke', SAME_WAKE_MS)
      setFor('inGrace', GRACE_MS)
      setFor('isTender', TENDER_MS)
    },

    /** Leaves no timer behind, and a later wake sets none: it would keep the process from ending. */
    close(): void {
      closed = true
      clear()
    },
  }
}
