/** @file What searching compares, in one spelling: neither case nor the way in which letters are put together matters. */

/** The texts of a row that can be searched for, in one. */
export function searchText(...texts: readonly (string | null)[]): string {
  return texts.flatMap((text) => (text === null ? [] : inOneSpelling(text))).join('\n')
}

/**
 * Upper case, because more letters meet there than in lower case: “ß” and “SS”, both kinds of small sigma. By way of lower
 * case, because the capital “ẞ” has no other upper case.
 */
export function inOneSpelling(text: string): string {
  return text.normalize('NFKC').toLowerCase().toUpperCase().normalize('NFKC')
}
