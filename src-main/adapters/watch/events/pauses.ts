/** @file Pauses the watches of folders with too many events. Each pause of a folder is twice as long as the one before, up to a limit. */

const FIRST_MS = 1_000
const MAX_MS = 30_000

interface Pauses<T> {
  begin(folder: T): void
  has(folder: T): boolean
  /** Makes the next pause as short as the first. */
  reset(folder: T): void
  end(): void
}

export function createPauses<T extends object>(onEnd: (folder: T) => void): Pauses<T> {
  const lengths = new WeakMap<T, number>()
  const paused = new Map<T, ReturnType<typeof setTimeout>>()
  return {
    begin(folder) {
      const ms = Math.min(MAX_MS, (lengths.get(folder) ?? FIRST_MS / 2) * 2)
      lengths.set(folder, ms)
      clearTimeout(paused.get(folder))
      const timer = setTimeout(() => {
        paused.delete(folder)
        onEnd(folder)
      }, ms)
      paused.set(folder, timer)
    },
    has: (folder) => paused.has(folder),
    reset: (folder) => void lengths.delete(folder),
    end() {
      for (const timer of paused.values()) clearTimeout(timer)
    },
  }
}
