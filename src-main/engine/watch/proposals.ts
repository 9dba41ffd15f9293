/** @file Validates a folder and rules that a person enters, and previews what they would send. */
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { Parsed } from '../../contract/requests.ts'
import { DEFAULT_WATCH_RULES, type WatchPreview, type WatchRules } from '../../contract/watch.ts'
import { locatedOn } from '../files/file-locations.ts'
import type { FileIdentity } from '../files/identity.ts'
import { pathInVolume } from '../files/volumes.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { previewOf } from './preview.ts'
import { isUnsure } from './rounds.ts'
import { compileRules, patternsProblem, type RuleFilter } from './rules.ts'
import type { WatchProfiles } from './watch-profiles.ts'
import { keyOf, targetProblem, watchablePath } from './watchable.ts'
import type { WatchesDeps } from './watches.ts'

type Deps = Pick<
  WatchesDeps,
  'journal' | 'files' | 'media' | 'volumes' | 'queue' | 'accounts' | 'providers' | 'settings' | 'dataDir' | 'clock' | 'closing'
> & {
  readonly profiles: WatchProfiles
  /** The path of a watched folder as it is mounted now. */
  readonly rootOf: (id: string) => string | null
}

export type Proposals = ReturnType<typeof createProposals>

export function createProposals({ journal, files, media, volumes, queue, accounts, clock, profiles, ...deps }: Deps) {
  /** Why the patterns of rules cannot be used: earlier versions accepted some that this one rejects. */
  const problemOf = (rules: WatchRules): Failure | null => patternsProblem(rules, deps.settings().ignoredNames)

  /** @throws FailureError `watch.pattern` */
  function filterFor(rules: WatchRules): RuleFilter {
    const problem = problemOf(rules)
    if (problem) throw new FailureError(problem)
    const account = accounts.find(rules.accountId)
    return compileRules(rules, deps.settings().ignoredNames, account ? deps.providers.get(account.provider).accepts : null)
  }

  /** The real path of a folder that may be watched. @throws FailureError `watch.*` */
  function realPathOf(path: string, signal = deps.closing): Promise<string> {
    return watchablePath(path, { files, others: profiles.list(), dataDir: deps.dataDir, signal })
  }

  /**
   * Complete rules with the id of the account, checked as far as is possible without a file.
   *
   * @param folder path of the watched folder, if it is known
   * @throws FailureError `watch.*`, `input.invalid`, or that of the account or its options
   */
  async function checked(before: WatchRules | null, changes: Partial<WatchRules>, folder: string | null): Promise<WatchRules> {
    const account =
      changes.accountId === undefined && before
        ? accounts.find(before.accountId)
        : await accounts.resolve(changes.accountId === undefined ? { default: true } : { account: changes.accountId })
    if (!account) throw new FailureError(failure('watch.noAccount', { path: folder ?? '' }))
    const rules = { ...DEFAULT_WATCH_RULES, ...before, ...changes, accountId: account.id }
    deps.providers.get(account.provider).checkOptions({ ...account.defaults.options, ...rules.options }, clock.now())
    if (rules.maxBytes !== null && rules.maxBytes < rules.minBytes) {
      throw new FailureError(failure('input.invalid', { reason: phrase('The largest size is below the smallest.') }))
    }
    if (rules.afterwards.do === 'move') {
      const roots = profiles.list().map(({ path }) => path)
      const problem = await targetProblem(rules.afterwards.folder, folder === null ? roots : [...roots, folder], files)
      if (problem) throw new FailureError(problem)
    }
    return rules
  }

  async function preview(input: Parsed<'watch.preview'>, signal: AbortSignal): Promise<WatchPreview> {
    const known = 'id' in input ? profiles.get(input.id) : null
    const path = 'path' in input ? await realPathOf(input.path, signal) : (deps.rootOf(input.id) ?? profiles.get(input.id).path)
    const rules = await checked(known?.rules ?? null, withoutUndefined(input.rules), path)
    const volume = await volumes.of(path)
    const folder = known ? keyOf(known) : volume && keyOf({ volume, inVolume: pathInVolume(path, volume.root), path })
    const job = {
      path,
      folder,
      rules,
      filter: filterFor(rules),
      stableInodes: volume?.stableInodes ?? true,
      locate: (file: string, identity: FileIdentity) => locatedOn(volume, file, file, identity),
      isNear: volume?.kind !== 'network',
      signal,
    }
    const watchedFiles = journal.watched
    const unsure = known !== null && isUnsure(known, watchedFiles, keyOf(known))
    return previewOf({ files, media, watchedFiles, queue, clock }, { ...job, isWatched: known?.begun ?? false, isUnsure: unsure })
  }

  return { problemOf, filterFor, realPathOf, checked, preview }
}
