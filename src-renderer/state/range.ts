/**
 * @file Reads the ids between two rows of a long list. Rows move while they are read, so an index alone proves nothing: the range has to
 * begin and end with the given rows, and every part with the row that the part before ended with.
 */

/** A row and the index at which it was seen. */
export interface RowPosition {
  readonly id: string
  readonly index: number
}

const PART_ROWS = 500
/** A list that moves all the time may move during every attempt. */
const ATTEMPTS = 4

type ReadRows = (offset: number, limit: number) => Promise<readonly { readonly id: string }[]>

/** As `idsBetween`, of loaded rows; `null` when not all of the range is loaded. */
export function loadedIdsBetween(
  rowsAt: (first: number, last: number) => readonly { readonly id: string }[] | null,
  anchor: RowPosition,
  end: RowPosition,
): string[] | null {
  const [first, last] = inOrder(anchor, end)
  const ids = rowsAt(first.index, last.index)?.map(({ id }) => id)
  return ids?.[0] === first.id && ids.at(-1) === last.id ? ids : null
}

/**
 * The ids of both ends, which may come in either order, and of all rows between, in the order of the list; `null` when an end is not at its
 * index any more, or the list keeps changing. Throws what `read` throws.
 */
export async function idsBetween(read: ReadRows, anchor: RowPosition, end: RowPosition): Promise<string[] | null> {
  const [first, last] = inOrder(anchor, end)
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const ids = await readChained(read, first.index, last.index)
    if (ids?.[0] === first.id && ids.at(-1) === last.id) return ids
  }
  return null
}

function inOrder(anchor: RowPosition, end: RowPosition): readonly [first: RowPosition, last: RowPosition] {
  return anchor.index <= end.index ? [anchor, end] : [end, anchor]
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
