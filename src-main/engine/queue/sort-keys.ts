/** @file Sort keys: text that sorts between that of its neighbours. Call in the transaction that stores the key. */
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'
import type { UploadStore } from './upload-store.ts'

/** Keys behind all others. */
export function keysAtEnd(last: string | null, count: number): string[] {
  return generateNKeysBetween(last, null, count)
}

/** So many keys between two others, in order, spread so that none is much longer than need be; each made as it is taken. */
export function* keysBetween(low: string | null, high: string, count: number): Generator<string> {
  if (count <= 0) return
  const before = Math.floor(count / 2)
  const middle = generateKeyBetween(low, high)
  yield* keysBetween(low, middle, before)
  yield middle
  yield* keysBetween(middle, high, count - before - 1)
}

/**
 * Keys for rows that are moved one after the other. Between two of them others may be added or moved: the planned keys are used
 * until another row has taken a position among them.
 */
export function createSortKeys(uploads: Pick<UploadStore, 'lastPosition' | 'predecessor'>, count: number) {
  let left = count
  let planned: { readonly high: string; readonly keys: Generator<string>; last: string } | null = null

  return {
    atEnd(): string {
      const [key = ''] = keysAtEnd(uploads.lastPosition(), 1)
      return key
    },

    /** The next key before another one. */
    before(high: string): string {
      const low = uploads.predecessor(high)
      if (planned?.high !== high || planned.last !== low) planned = { high, keys: keysBetween(low, high, left), last: '' }
      left -= 1
      const next = planned.keys.next()
      planned.last = next.done ? generateKeyBetween(low, high) : next.value
      return planned.last
    },
  }
}
