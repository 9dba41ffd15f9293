/** @file What became of the paths that the sheet has sent. Pure. */
import type { AddOutcome } from '@contract/outcomes.ts'

export interface SentPaths {
  /** With those that were left out and those that were refused. */
  readonly all: readonly string[]
  /** Added, going on, or sent before. */
  readonly taken: readonly string[]
  readonly leftOut: readonly string[]
}

/**
 * A folder is taken unless it is refused itself; files below it that are refused are in the outcome.
 *
 * @param accounts how many they were sent to: what one of them does not take, another one may
 */
export function sentPaths(
  { rejected }: Pick<AddOutcome, 'rejected'>,
  { all, except, accounts }: { all: readonly string[]; except: ReadonlySet<string>; accounts: number },
): SentPaths {
  const refusals = new Map<string, number>()
  for (const { path, account } of rejected) refusals.set(path, (refusals.get(path) ?? 0) + (account === undefined ? accounts : 1))
  return {
    all,
    taken: all.filter((path) => !except.has(path) && (refusals.get(path) ?? 0) < accounts),
    leftOut: all.filter((path) => except.has(path)),
  }
}
