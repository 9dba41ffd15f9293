/**
 * @file The ids between two rows of a long list. Rows move while they are read, so nothing is taken by its index alone: the
 * range begins and ends with the rows that were meant, and every part begins with the row that the part before ended with.
 */

/** A row and the index at which it was seen. */
export interface RowPosition {
  readonly id: string
  readonly index: number
}

const PART_ROWS = 500
/** What moves all the time can move between two parts as well. */
const TRIES = 4

export type ReadRows = (offset: number, limit: number) => Promise<readonly { readonly id: string }[]>

/** The same of rows that are known already; `null` when not all are. */
export function loadedIdsBetween(
  rowsAt: (first: number, last: number) => readonly { readonly id: string }[] | null,
  one: RowPosition,
  other: RowPosition,
): string[] | null {
  const [first, last] = one.index <= other.index ? [one, other] : [other, one]
  const ids = rowsAt(first.index, last.index)?.map(({ id }) => id)
  return ids?.[0] === first.id && ids.at(-1) === last.id ? ids : null
}

/**
 * Answers both ends and all between, in the order of the list; `null` when an end is not where it was, or the list does not
 * hold still. Fails with what reading fails with.
 */
export async function idsBetween(read: ReadRows, one: RowPosition, other: RowPosition): Promise<string[] | null> {
  const [first, last] = one.index <= other.index ? [one, other] : [other, one]
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const ids = await readChained(read, first.index, last.index)
    if (ids?.[0] === first.id && ids.at(-1) === last.id) return ids
  }
  return null
}

async function readChained(read: ReadRows, first: number, last: number): Promise<string[] | null> {
  const ids: string[] = []
  while (ids.length < last - first + 1) {
    const overlap = ids.length > 0 ? 1 : 0
    const offset = first + ids.length - overlap
    const part = (await read(offset, Math.min(PART_ROWS, last - offset + 1))).map(({ id }) => id)
    if (part.length <= overlap || (overlap === 1 && part[0] !== ids.at(-1))) return null
    ids.push(...part.slice(overlap))
  }
  return new Set(ids).size === ids.length ? ids : null
}
