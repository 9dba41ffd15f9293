/** @file Which files of a folder its rules send, and why the others are left out. Pure. */
import { extname } from 'node:path/posix'
import picomatch from 'picomatch'
import type { WatchReason, WatchRules } from '../../contract/watch.ts'

const OPTIONS = { nocase: true, dot: true, nonegate: true } as const

/** The rules of a folder, ready for many questions. */
export interface Judge {
  /** Why a file is left out, or `null`. `directory` is below the folder, with `/`; empty for the folder itself. */
  leavesOut(directory: string, name: string, sizeBytes: number): WatchReason | null
  /** Whether there may be files to send in a directory. */
  enters(directory: string): boolean
}

/**
 * @param ignoredNames globs for names of files and folders
 * @param accepted endings that the host takes, without a dot; `null` takes all
 */
export function compileRules(rules: WatchRules, ignoredNames: readonly string[], accepted: readonly string[] | null): Judge {
  const isIgnored = matcherOf(ignoredNames)
  const isExcluded = matcherOf(rules.exclude)
  const isIncluded = rules.include.length === 0 ? () => true : matcherOf(rules.include)
  const endings = endingsOf(rules, accepted)

  return {
    leavesOut(directory, name, sizeBytes) {
      if (isIgnored('', name)) return 'ignore-list'
      if (isExcluded(directory, name)) return 'excluded'
      if (!isIncluded(directory, name)) return 'not-included'
      if (endings && !endings.has(extname(name).slice(1).toLowerCase())) return 'extension'
      // A file without content may be about to get some.
      if (sizeBytes > 0 && sizeBytes < rules.minBytes) return 'too-small'
      if (rules.maxBytes !== null && sizeBytes > rules.maxBytes) return 'too-large'
      return null
    },
    enters(directory) {
      if (!rules.subfolders) return false
      const [name = '', ...above] = directory.split('/').reverse()
      return !isIgnored('', name) && !isExcluded(above.reverse().join('/'), name)
    },
  }
}

function endingsOf({ extensions, include }: WatchRules, accepted: readonly string[] | null): ReadonlySet<string> | null {
  if (extensions !== 'provider') return extensions.length === 0 ? null : new Set(extensions)
  // Whoever names the files knows what they are.
  return accepted === null || include.length > 0 ? null : new Set(accepted)
}

/**
 * A glob without `/` is for names in any directory, one with `/` for the path. Upper and lower case, NFC and NFD are one.
 * All globs of a kind are one expression: each file of a large tree is held against every one of them.
 */
function matcherOf(globs: readonly string[]): (directory: string, name: string) => boolean {
  const compose = (wanted: (glob: string) => boolean): ((text: string) => boolean) => {
    const sources = globs.filter(wanted).map((glob) => picomatch.makeRe(glob.normalize('NFC'), OPTIONS).source)
    if (sources.length === 0) return () => false
    const any = new RegExp(sources.join('|'), 'i')
    return (text) => any.test(text)
  }
  const matchesName = compose((glob) => !glob.includes('/'))
  const matchesPath = compose((glob) => glob.includes('/'))
  return (directory, name) => {
    const plain = name.normalize('NFC')
    return matchesName(plain) || matchesPath(directory === '' ? plain : `${directory.normalize('NFC')}/${plain}`)
  }
}
