/**
 * @file The ignore patterns of an ASC MHL, with the syntax of `.gitignore`. They are translated to our globs, which take bounded time
 * and ignore case, as the file systems of cameras do. Pure.
 */
import { globsProblem } from '../../contract/globs/glob.ts'
import { foldName, type GlobMatcher, globMatcher } from '../../contract/globs/glob-matcher.ts'
import { UnusableGlob } from '../../contract/globs/glob-tokens.ts'

/** Patterns for folders without an earlier list: files of operating systems, and the lists themselves. */
export const DEFAULT_IGNORES: readonly string[] = [
  '.DS_Store',
  'ascmhl',
  'ascmhl/',
  '._*',
  'Thumbs.db',
  'desktop.ini',
  '.localized',
  '.Spotlight-V100/',
  '.Trashes/',
  '.fseventsd/',
  '.TemporaryItems/',
  '$RECYCLE.BIN/',
  'System Volume Information/',
]

/** Whether a path is ignored. @param below path relative to the folder of the list, with `/` */
export type Ignores = (below: string, isFolder: boolean) => boolean

interface Rule {
  readonly ignores: boolean
  readonly foldersOnly: boolean
  readonly matches: GlobMatcher
}

/** The last matching pattern decides. @throws UnusableGlob */
export function ignoresOf(patterns: readonly string[]): Ignores {
  const rules = patterns.map(ruleOf).filter((rule) => rule !== null)
  return (below, isFolder) => {
    const name = foldName(below)
    return rules.findLast(({ foldersOnly, matches }) => (isFolder || !foldersOnly) && matches(name))?.ignores ?? false
  }
}

function ruleOf(written: string): Rule | null {
  const pattern = written.trimEnd()
  if (pattern === '' || pattern.startsWith('#')) return null
  const ignores = !pattern.startsWith('!')
  const text = ignores ? pattern : pattern.slice(1)
  const foldersOnly = text.endsWith('/')
  const body = foldersOnly ? text.slice(0, -1) : text
  // A pattern with a slash before its end is relative to the folder of the list; others match at any depth.
  const path = body.includes('/') ? body.replace(/^\//, '') : `**/${body}`
  const glob = globOf(path)
  const problem = globsProblem([glob])
  if (problem !== null) throw new UnusableGlob(problem)
  return { ignores, foldersOnly, matches: globMatcher([glob]) }
}

/** Escapes the characters that are special in our globs and not in patterns of git. */
function globOf(path: string): string {
  return path.replace(/\\.|[{}(),|@+]/g, (found) => (found.length === 2 ? found : `\\${found}`))
}
