/** @file Removes absolute paths, which contain names of clips and clients, from a text that may be passed on. Pure. */

/** Where a path begins: POSIX, below the home folder, a drive letter, a share, or the address of a file. Not inside of a word or an address. */
const BEGINS = /(?<![\p{L}\p{N}_/\\.:…~%-])(?:file:|~?\/(?=[^\s/])|~\\|[a-z]:[\\/]|\\\\)|(?<=[\p{L}\p{N}]:)\/(?=[^\s/])/iu

const CLOSING: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '“': '”', '‘': '’', '«': '»' }

/**
 * The text with `…` in the place of each absolute path. Names may hold spaces and quotes: a path in quotes ends at the last such quote,
 * and one without them takes the rest of the text with it.
 */
export function withoutPaths(text: string): string {
  let done = ''
  let rest = text
  for (let found = BEGINS.exec(rest); found; found = BEGINS.exec(rest)) {
    const closing = CLOSING[rest[found.index - 1] ?? '']
    const end = closing === undefined ? -1 : rest.lastIndexOf(closing)
    done += `${rest.slice(0, found.index)}…`
    rest = end > found.index ? rest.slice(end) : ''
  }
  return done + rest
}
