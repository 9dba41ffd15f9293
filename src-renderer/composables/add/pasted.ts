/** @file Finds the paths and addresses in a pasted or dropped text. Pure. */

export interface Pasted {
  readonly paths: readonly string[]
  /** Web addresses, one a line. */
  readonly links: string
  /** Lines that are neither. */
  readonly others: readonly string[]
}

/** A path with a drive letter, a network path, or an absolute path of the other systems. */
const PATH = /^(?:[A-Za-z]:[\\/]|\\\\[^\\]|\/[^/])/
const QUOTED = /^(?:"[^"]*"|'[^']*')(?:\s+(?:"[^"]*"|'[^']*'))*$/
/** Longer lines are no path and no address. */
const LONGEST = 32_768

/** `null` for a text without any path or address, which was copied for something else. */
export function readPasted(text: string): Pasted | null {
  const paths: string[] = []
  const links: string[] = []
  const others: string[] = []
  for (const part of partsOf(text)) {
    const path = pathIn(part)
    if (path !== null) paths.push(path)
    else if (isAddress(part)) links.push(part)
    else others.push(part)
  }
  return paths.length + links.length === 0 ? null : { paths: [...new Set(paths)], links: links.join('\n'), others }
}

/** Splits at line ends, and at the NULs with which some programs separate files. A line of quoted paths has several parts. */
function partsOf(text: string): string[] {
  return text
    .split(/\r\n|[\r\n\0]/)
    .map((line) => line.trim())
    .flatMap((line) =>
      QUOTED.test(line) ? [...line.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, double, single]) => double ?? single ?? '') : [line],
    )
    .filter((line) => line !== '')
}

function isAddress(part: string): boolean {
  return part.length <= LONGEST && /^https?:\/\/\S+$/i.test(part) && URL.canParse(part)
}

function pathIn(part: string): string | null {
  if (part.length > LONGEST) return null
  if (PATH.test(part)) return part
  if (!/^file:\/\//i.test(part) || !URL.canParse(part)) return null
  try {
    const { host, pathname } = new URL(part)
    const path = decodeURIComponent(pathname)
    if (path.includes('\0')) return null
    // A file on another computer, as a UNC path.
    if (host !== '' && host !== 'localhost') return `\\\\${host}${path.replaceAll('/', '\\')}`
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : PATH.test(path) ? path : null
  } catch {
    return null
  }
}

/** Appends lines to a text. */
export function joined(before: string, after: string): string {
  return [before.trimEnd(), after].filter((part) => part !== '').join('\n')
}
