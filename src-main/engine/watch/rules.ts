/** @file Which files of a folder its rules send, and why the others are left out. Pure. */
import { extname } from 'node:path/posix'
import { type Failure, failure } from '../../contract/errors/errors.ts'
import { globsProblem } from '../../contract/globs/glob.ts'
import { type FoldedName, foldName, globMatcher } from '../../contract/globs/glob-matcher.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { WatchReason, WatchRules } from '../../contract/watch.ts'
import { factsOfVersion } from '../media/file-version.ts'
import { type MediaRules, mediaRules } from './media-rules.ts'
import type { FoundFile, WatchedFile } from './ports.ts'

/** The compiled rules of a folder. */
export interface RuleFilter {
  /** Why a file is left out, or `null`. `directory` is below the folder, with `/`; empty for the folder itself. */
  leavesOut(directory: string, name: string, sizeBytes: number): WatchReason | null
  readonly media: MediaRules
  /** Whether a scan enters a directory. */
  enters(directory: string): boolean
}

/** Why the patterns of a folder, or those of the ignore list, cannot be used, or `null`. */
export function patternsProblem({ include, exclude }: WatchRules, ignoredNames: readonly string[]): Failure | null {
  const lists = [
    [phrase('what is included'), include],
    [phrase('what is excluded'), exclude],
    [phrase('the ignore list in the settings'), ignoredNames],
  ] as const
  for (const [list, globs] of lists) {
    const reason = globsProblem(globs)
    if (reason !== null) return failure('watch.pattern', { list, reason })
  }
  return null
}

/**
 * Throws unless `patternsProblem` has nothing against the patterns.
 *
 * @param ignoredNames globs for names of files and folders
 * @param accepted extensions that the provider accepts, without a dot; `null` accepts all
 */
export function compileRules(rules: WatchRules, ignoredNames: readonly string[], accepted: readonly string[] | null): RuleFilter {
  const isIgnored = globMatcher(ignoredNames)
  const isExcluded = matcherOf(rules.exclude)
  const isIncluded = rules.include.length === 0 ? () => true : matcherOf(rules.include)
  const extensions = extensionsOf(rules, accepted)

  return {
    media: mediaRules(rules),
    leavesOut(directory, name, sizeBytes) {
      const target = matchTarget(directory, name)
      if (isIgnored(target.name)) return 'ignore-list'
      if (isExcluded(target)) return 'excluded'
      if (!isIncluded(target)) return 'not-included'
      if (extensions && !extensions.has(extname(name).slice(1).toLowerCase())) return 'extension'
      // An empty file may be written to next.
      if (sizeBytes > 0 && sizeBytes < rules.minBytes) return 'too-small'
      if (rules.maxBytes !== null && sizeBytes > rules.maxBytes) return 'too-large'
      return null
    },
    enters(directory) {
      if (!rules.subfolders) return false
      const slash = directory.lastIndexOf('/')
      const target = matchTarget(directory.slice(0, Math.max(0, slash)), directory.slice(slash + 1))
      return !isIgnored(target.name) && !isExcluded(target)
    },
  }
}

/** Why a file is left out, by its name, its size, and what it said of itself if that was read of this version; or `null`. */
export function leavesOut(
  filter: RuleFilter,
  directory: string,
  { name, identity }: Pick<FoundFile, 'name' | 'identity'>,
  entry: Pick<WatchedFile, 'media'> | null,
): WatchReason | null {
  const reason = filter.leavesOut(directory, name, identity.sizeBytes)
  if (reason || !filter.media.areUsed) return reason
  const facts = factsOfVersion(identity, entry?.media ?? null)
  return facts && filter.media.leavesOut(facts)
}

function extensionsOf({ extensions, include }: WatchRules, accepted: readonly string[] | null): ReadonlySet<string> | null {
  if (extensions !== 'provider') return extensions.length === 0 ? null : new Set(extensions)
  // Patterns that a person wrote take precedence over the extensions of the provider.
  return accepted === null || include.length > 0 ? null : new Set(accepted)
}

/** The name of a file or folder, and its path below the watched folder. */
interface MatchTarget {
  readonly name: FoldedName
  /** Lazy: only patterns for paths need it. */
  readonly path: () => FoldedName
}

function matchTarget(directory: string, name: string): MatchTarget {
  return { name: foldName(name), path: () => foldName(directory === '' ? name : `${directory}/${name}`) }
}

/** A glob without `/` is for names in any directory, one with `/` for the path. */
function matcherOf(globs: readonly string[]): (target: MatchTarget) => boolean {
  const matchesName = globMatcher(globs.filter((glob) => !glob.includes('/')))
  const paths = globs.filter((glob) => glob.includes('/'))
  const matchesPath = globMatcher(paths)
  return ({ name, path }) => matchesName(name) || (paths.length > 0 && matchesPath(path()))
}
