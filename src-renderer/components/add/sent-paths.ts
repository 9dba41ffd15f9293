/** @file The outcome of each path that was added. Pure. */
import type { AddOutcome } from '@contract/queue/outcomes.ts'

export interface SentPaths {
  /** Including those that were left out or refused. */
  readonly all: readonly string[]
  /** Added, continued, or sent before. */
  readonly accepted: readonly string[]
  readonly leftOut: readonly string[]
}

/**
 * A path is accepted unless every account refuses it. A folder counts as accepted even if files below it are refused.
 *
 * @param accounts number of accounts that the paths were added to
 */
export function sentPaths(
  { rejected }: Pick<AddOutcome, 'rejected'>,
  { all, except, accounts }: { all: readonly string[]; except: ReadonlySet<string>; accounts: number },
): SentPaths {
  const refusals = new Map<string, number>()
  for (const { path, account } of rejected) refusals.set(path, (refusals.get(path) ?? 0) + (account === undefined ? accounts : 1))
  return {
    all,
    accepted: all.filter((path) => !except.has(path) && (refusals.get(path) ?? 0) < accounts),
    leftOut: all.filter((path) => except.has(path)),
  }
}
