/**
 * @file Asleep, just woken, or awake for a while: what others ask before they start something, wait for it or complain. Told by
 * timers of running time, because the clock of a machine that wakes is often set right a moment later.
 */
import type { Clock } from '../ports.ts'

const SECOND = 1_000
/** The same wake is told by the system and noticed by a late timer; within this it is one. */
const SAME_WAKE_MS = 10 * SECOND
/** Networks need a while to come back; until then a host that cannot be reached is no news. */
const GRACE_MS = 30 * SECOND
/** Connections made now die more often than usual, for instance because the machine was moved. */
const TENDER_MS = 3 * 60 * SECOND
/** Running for this long after falling asleep is being awake, whatever was told or not told. */
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

/** @param onOverslept it runs although nobody said that it woke */
export function createWake({ clock, onOverslept }: { clock: Clock; onOverslept: () => void }) {
  const on = { asleep: false, justWoke: false, inGrace: false, isTender: false }
  let timers: (() => void)[] = []
  let closed = false

  function clear(): void {
    for (const cancel of timers) cancel()
    timers = []
    Object.assign(on, { asleep: false, justWoke: false, inGrace: false, isTender: false })
  }

  function hold(name: 'justWoke' | 'inGrace' | 'isTender', ms: number): void {
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
      hold('justWoke', SAME_WAKE_MS)
      hold('inGrace', GRACE_MS)
      hold('isTender', TENDER_MS)
    },

    /** Leaves no timer behind, and a wake that is told meanwhile sets none: it would keep the process from ending. */
    close(): void {
      closed = true
      clear()
    },
  }
}
