/** @file Sort keys: text that sorts between the keys of its neighbours. Call within the transaction that stores the key. */
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'
import type { UploadStore } from './upload-store.ts'

/** Keys after the last one. */
export function keysAtEnd(last: string | null, count: number): string[] {
  return generateNKeysBetween(last, null, count)
}

/** Keys between two others, in ascending order, spread evenly so that they stay short; computed lazily. */
export function* keysBetween(low: string | null, high: string, count: number): Generator<string> {
  if (count <= 0) return
  const before = Math.floor(count / 2)
  const middle = generateKeyBetween(low, high)
  yield* keysBetween(low, middle, before)
  yield middle
  yield* keysBetween(middle, high, count - before - 1)
}

/**
 * Keys for `count` rows that are moved one after the other. They are planned together; when other rows were added or moved between them
 * meanwhile, the rest is planned again.
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
