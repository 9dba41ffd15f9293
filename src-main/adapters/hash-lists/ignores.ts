/**
 * @file The patterns of an ASC MHL: which files it leaves out. They are those of `.gitignore`, translated to ours, which
 * take bounded time and fit in any letter case, as names on the drives of cameras do. Pure.
 */

import { globsProblem } from '../../contract/glob.ts'
import { foldName, type GlobMatcher, globMatcher } from '../../contract/glob-machine.ts'
import { UnusableGlob } from '../../contract/glob-marks.ts'

/** What is left out where no earlier list says otherwise: what systems write, and the lists themselves. */
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

/** @param below path from the folder of the list, with `/` */
export type Ignores = (below: string, isFolder: boolean) => boolean

interface Rule {
  readonly leavesOut: boolean
  readonly foldersOnly: boolean
  readonly matches: GlobMatcher
}

/** The last pattern that fits decides. @throws UnusableGlob */
export function ignoresOf(patterns: readonly string[]): Ignores {
  const rules = patterns.map(ruleOf).filter((rule) => rule !== null)
  return (below, isFolder) => {
    const name = foldName(below)
    return rules.findLast(({ foldersOnly, matches }) => (isFolder || !foldersOnly) && matches(name))?.leavesOut ?? false
  }
}

function ruleOf(written: string): Rule | null {
  const pattern = written.trimEnd()
  if (pattern === '' || pattern.startsWith('#')) return null
  const leavesOut = !pattern.startsWith('!')
  const text = leavesOut ? pattern : pattern.slice(1)
  const foldersOnly = text.endsWith('/')
  const body = foldersOnly ? text.slice(0, -1) : text
  // A slash in the middle ties a pattern to the folder of the list.
  const path = body.includes('/') ? body.replace(/^\//, '') : `**/${body}`
  const glob = translated(path)
  const problem = globsProblem([glob])
  if (problem !== null) throw new UnusableGlob(problem)
  return { leavesOut, foldersOnly, matches: globMatcher([glob]) }
}

/** Our patterns know more signs than those of git. */
function translated(path: string): string {
  return path.replace(/\\.|[{}(),|@+]/g, (sign) => (sign.length === 2 ? sign : `\\${sign}`))
}
