/** @file The order in which a folder sends: where new files come among those that wait for their turn already. */
import type { WatchRules } from '../../contract/watch.ts'

/** What the order is made of. */
export interface Sortable {
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

export type SendingOrder = ReturnType<typeof createSendingOrder>

/** @param isWaiting whether an upload still waits for its turn */
export function createSendingOrder(isWaiting: (uploadId: string) => boolean) {
  /** Files that were handed over, in order; of those at the front some may have begun. */
  let line: Waiting[] = []

  function dropBegun(): void {
    const first = line.findIndex(({ uploadId }) => isWaiting(uploadId))
    if (first !== 0) line = first === -1 ? [] : line.slice(first)
  }

  /** Where a file belongs: behind all that come before it. */
  function placeOf(file: Waiting, compare: (one: Sortable, other: Sortable) => number): number {
    let low = 0
    let high = line.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = line[middle]
      if (other && compare(other, file) <= 0) low = middle + 1
      else high = middle
    }
    return low
  }

  function nextWaiting(place: number): string | undefined {
    for (let index = place; index < line.length; index += 1) {
      const id = line[index]?.uploadId ?? ''
      if (isWaiting(id)) return id
    }
    return undefined
  }

  return {
    /**
     * Adds files that are in order themselves, and that the queue has at its end now.
     *
     * @returns which of them belong before which other file of the folder
     */
    add(
      files: readonly Waiting[],
      order: WatchRules['order'],
    ): readonly { readonly ids: readonly string[]; readonly before: string }[] {
      dropBegun()
      const compare = inOrder(order)
      const moves = new Map<string, string[]>()
      for (const file of files) {
        const place = placeOf(file, compare)
        const before = nextWaiting(place)
        if (before !== undefined) moves.set(before, [...(moves.get(before) ?? []), file.uploadId])
        if (place === line.length) line.push(file)
        else line.splice(place, 0, file)
      }
      return [...moves].map(([before, ids]) => ({ ids, before }))
    },
  }
}
