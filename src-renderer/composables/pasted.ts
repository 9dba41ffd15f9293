/** @file What a pasted text names: files, or addresses to copy from. Pure. */

export interface Pasted {
  readonly paths: readonly string[]
  /** Web addresses, one a line. */
  readonly links: string
}

/** A path with a drive letter, a network path, or an absolute path of the other systems. */
const PATH = /^(?:[A-Za-z]:[\\/]|\\\\[^\\]|\/[^/])/

/** `null` for a text that is anything else, in part or as a whole. */
export function readPasted(text: string): Pasted | null {
  const lines = text
    .split(/\r?\n/)
    // File managers put paths with spaces into quotes.
    .map((line) => line.trim().replace(/^"(.*)"$/, '$1'))
    .filter((line) => line !== '')
  if (lines.length === 0) return null
  const paths = lines.map(pathIn).filter((path) => path !== null)
  if (paths.length === lines.length) return { paths, links: '' }
  return lines.every((line) => /^https?:\/\/\S+$/i.test(line) && URL.canParse(line))
    ? { paths: [], links: lines.join('\n') }
    : null
}

function pathIn(line: string): string | null {
  if (PATH.test(line)) return line
  if (!line.startsWith('file:///') || !URL.canParse(line)) return null
  try {
    const path = decodeURIComponent(new URL(line).pathname)
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path
  } catch {
    return null
  }
}
