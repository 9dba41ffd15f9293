/** @file Reads a list page by page, each after the last id of the page before. */

/**
 * Ends with the first empty page. A page is read when it is requested, so it has what was changed while the one before was processed.
 *
 * @param read the rows with the lowest ids above `after`, in order
 */
export function* pagesById<T>(read: (after: number) => readonly T[], idOf: (row: T) => number): Generator<readonly T[]> {
  for (let after = 0; ; ) {
    const page = read(after)
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = idOf(last)
  }
}
