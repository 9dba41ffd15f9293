/** @file Which files of a folder its rules send, and why the others are left out. Pure. */
import { extname } from 'node:path/posix'
import { type Failure, failure } from '../../contract/errors.ts'
import { globsProblem } from '../../contract/glob.ts'
import { type FoldedName, foldName, globMatcher } from '../../contract/glob-machine.ts'
import type { WatchReason, WatchRules } from '../../contract/watch.ts'

/** The rules of a folder, ready for many questions. */
export interface RuleFilter {
  /** Why a file is left out, or `null`. `directory` is below the folder, with `/`; empty for the folder itself. */
  leavesOut(directory: string, name: string, sizeBytes: number): WatchReason | null
  /** Whether there may be files to send in a directory. */
  enters(directory: string): boolean
}

/** Why the patterns of a folder, or those of the ignore list, cannot be used, or `null`. */
export function patternsProblem({ include, exclude }: WatchRules, ignoredNames: readonly string[]): Failure | null {
  const lists = { 'what is included': include, 'what is excluded': exclude, 'the ignore list in the settings': ignoredNames }
  for (const [list, globs] of Object.entries(lists)) {
    const reason = globsProblem(globs)
    if (reason !== null) return failure('watch.pattern', { list, reason })
  }
  return null
}

/**
 * Throws unless `patternsProblem` has nothing against the patterns.
 *
 * @param ignoredNames globs for names of files and folders
 * @param accepted endings that the host takes, without a dot; `null` takes all
 */
export function compileRules(rules: WatchRules, ignoredNames: readonly string[], accepted: readonly string[] | null): RuleFilter {
  const isIgnored = globMatcher(ignoredNames)
  const isExcluded = matcherOf(rules.exclude)
  const isIncluded = rules.include.length === 0 ? () => true : matcherOf(rules.include)
  const endings = endingsOf(rules, accepted)

  return {
    leavesOut(directory, name, sizeBytes) {
      const place = placeOf(directory, name)
      if (isIgnored(place.name)) return 'ignore-list'
      if (isExcluded(place)) return 'excluded'
      if (!isIncluded(place)) return 'not-included'
      if (endings && !endings.has(extname(name).slice(1).toLowerCase())) return 'extension'
      // A file without content may be about to get some.
      if (sizeBytes > 0 && sizeBytes < rules.minBytes) return 'too-small'
      if (rules.maxBytes !== null && sizeBytes > rules.maxBytes) return 'too-large'
      return null
    },
    enters(directory) {
      if (!rules.subfolders) return false
      const slash = directory.lastIndexOf('/')
      const place = placeOf(directory.slice(0, Math.max(0, slash)), directory.slice(slash + 1))
      return !isIgnored(place.name) && !isExcluded(place)
    },
  }
}

function endingsOf({ extensions, include }: WatchRules, accepted: readonly string[] | null): ReadonlySet<string> | null {
  if (extensions !== 'provider') return extensions.length === 0 ? null : new Set(extensions)
  // Whoever names the files knows what they are.
  return accepted === null || include.length > 0 ? null : new Set(accepted)
}

/** A file or folder, by its name and by its path below the watched folder. */
interface Place {
  readonly name: FoldedName
  /** Made where a pattern is for paths. */
  readonly path: () => FoldedName
}

function placeOf(directory: string, name: string): Place {
  return { name: foldName(name), path: () => foldName(directory === '' ? name : `${directory}/${name}`) }
}

/** A glob without `/` is for names in any directory, one with `/` for the path. */
function matcherOf(globs: readonly string[]): (place: Place) => boolean {
  const matchesName = globMatcher(globs.filter((glob) => !glob.includes('/')))
  const paths = globs.filter((glob) => glob.includes('/'))
  const matchesPath = globMatcher(paths)
  return ({ name, path }) => matchesName(name) || (paths.length > 0 && matchesPath(path()))
}
