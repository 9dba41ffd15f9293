/** @file The order in which a folder sends: where new files are sorted in among its uploads that are still queued. */
import type { WatchRules } from '../../contract/watch.ts'

/** The sort keys. */
interface Sortable {
  /** Below the folder. */
  readonly path: string
  readonly mtimeNs: string
}

const inNaturalOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' }).compare

export function inOrder(order: WatchRules['order']): (one: Sortable, other: Sortable) => number {
  const byName = (one: Sortable, other: Sortable): number => inNaturalOrder(one.path, other.path)
  if (order === 'name') return byName
  const sign = order === 'oldest' ? 1 : -1
  return (one, other) => sign * compareTimes(one.mtimeNs, other.mtimeNs) || byName(one, other)
}

/** Decimal texts of any length. */
function compareTimes(one: string, other: string): number {
  const difference = BigInt(one) - BigInt(other)
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}

interface Waiting extends Sortable {
  readonly uploadId: string
}

/** @param isWaiting whether an upload is still queued */
export function createSendingOrder(isWaiting: (uploadId: string) => boolean) {
  /** Enqueued files in order; of those at the front some may have begun. */
  let enqueued: Waiting[] = []

  function dropBegun(): void {
    const first = enqueued.findIndex(({ uploadId }) => isWaiting(uploadId))
    if (first !== 0) enqueued = first === -1 ? [] : enqueued.slice(first)
  }

  /** The index at which a file is inserted: after all that are before it or equal. */
  function indexFor(file: Waiting, compare: (one: Sortable, other: Sortable) => number): number {
    let low = 0
    let high = enqueued.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = enqueued[middle]
      if (other && compare(other, file) <= 0) low = middle + 1
      else high = middle
    }
    return low
  }

  function nextWaiting(from: number): string | undefined {
    for (let index = from; index < enqueued.length; index += 1) {
      const id = enqueued[index]?.uploadId ?? ''
      if (isWaiting(id)) return id
    }
    return undefined
  }

  return {
    /**
     * Adds files that are in order themselves and at the end of the queue.
     *
     * @returns which of them have to be moved before which other upload of the folder
     */
    add(
      files: readonly Waiting[],
      order: WatchRules['order'],
    ): readonly { readonly ids: readonly string[]; readonly before: string }[] {
      dropBegun()
      const compare = inOrder(order)
      const moves = new Map<string, string[]>()
      for (const file of files) {
        const index = indexFor(file, compare)
        const before = nextWaiting(index)
        if (before !== undefined) moves.set(before, [...(moves.get(before) ?? []), file.uploadId])
        if (index === enqueued.length) enqueued.push(file)
        else enqueued.splice(index, 0, file)
      }
      return [...moves].map(([before, ids]) => ({ ids, before }))
    },
  }
}
