/** @file Pauses watches of folders with too many events: for longer each time, as long as that goes on. */

const FIRST_MS = 1_000
const LONGEST_MS = 30_000

export interface Pauses<T> {
  begin(one: T): void
  has(one: T): boolean
  /** Resets the length: the next pause is as short as the first. */
  reset(one: T): void
  end(): void
}

export function createPauses<T extends object>(onEnd: (one: T) => void): Pauses<T> {
  const lengths = new WeakMap<T, number>()
  const paused = new Map<T, ReturnType<typeof setTimeout>>()
  return {
    begin(one) {
      const ms = Math.min(LONGEST_MS, (lengths.get(one) ?? FIRST_MS / 2) * 2)
      lengths.set(one, ms)
      clearTimeout(paused.get(one))
      const timer = setTimeout(() => {
        paused.delete(one)
        onEnd(one)
      }, ms)
      paused.set(one, timer)
    },
    has: (one) => paused.has(one),
    reset: (one) => void lengths.delete(one),
    end() {
      for (const timer of paused.values()) clearTimeout(timer)
    },
  }
}
