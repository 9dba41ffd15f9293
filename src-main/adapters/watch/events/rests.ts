/** @file Folders in which too much happens are not listened to for a while: ever longer, as long as it goes on. */

const FIRST_MS = 1_000
const LONGEST_MS = 30_000

export interface Rests<T> {
  begin(one: T): void
  has(one: T): boolean
  /** The next time it rests as shortly as the first. */
  forget(one: T): void
  end(): void
}

export function createRests<T extends object>(onWake: (one: T) => void): Rests<T> {
  const lengths = new WeakMap<T, number>()
  const resting = new Map<T, ReturnType<typeof setTimeout>>()
  return {
    begin(one) {
      const ms = Math.min(LONGEST_MS, (lengths.get(one) ?? FIRST_MS / 2) * 2)
      lengths.set(one, ms)
      clearTimeout(resting.get(one))
      const timer = setTimeout(() => {
        resting.delete(one)
        onWake(one)
      }, ms)
      resting.set(one, timer)
    },
    has: (one) => resting.has(one),
    forget: (one) => void lengths.delete(one),
    end() {
      for (const timer of resting.values()) clearTimeout(timer)
    },
  }
}
