/** @file Repeatable chance: the same seed draws the same, on every machine and in every version of Node. */

export interface Draw {
  /** From 0 up to, not including, 1. */
  fraction(): number
  /** A whole number from the first to the last. */
  whole(first: number, last: number): number
  /** Whether something happens that happens this often. */
  chance(often: number): boolean
  pick<T>(from: readonly [T, ...T[]]): T
}

/** mulberry32. */
export function createDraw(seed: number): Draw {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    fraction,
    whole: (first, last) => first + Math.floor(fraction() * (last - first + 1)),
    chance: (often) => fraction() < often,
    pick: (from) => from[Math.floor(fraction() * from.length)] ?? from[0],
  }
}
