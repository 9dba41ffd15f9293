/** @file Normalizes text for searches, in which neither case nor Unicode composition matters. */

/** The normalized texts of a row, joined by line feeds. */
export function searchText(...texts: readonly (string | null)[]): string {
  return texts.flatMap((text) => (text === null ? [] : inOneSpelling(text))).join('\n')
}

/**
 * Upper case, because more letters become equal there than in lower case: “ß” and “SS”, both small sigmas. Lower case first,
 * because the capital “ẞ” stays as it is in upper case.
 */
export function inOneSpelling(text: string): string {
  return text.normalize('NFKC').toLowerCase().toUpperCase().normalize('NFKC')
}
