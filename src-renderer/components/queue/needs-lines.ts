/** @file Why clips need a person, one line for each cause. Pure. */

import type { AccountView } from '@contract/account.ts'
import { shownAccount } from '@contract/account-name.ts'
import { primaryAction } from '@contract/actions.ts'
import { type ErrorCode, type Failure, helpOf, titleOf } from '@contract/errors.ts'
import { formatBytesOf } from '@contract/format.ts'
import { t, tn } from '@contract/i18n.ts'
import type { QueueCause } from '@contract/outcomes.ts'
import type { UploadView } from '@contract/upload.ts'
import { isSignIn } from '../../state/accounts.ts'

export interface NeedsLine {
  readonly key: string
  /** The clip that it is about; `null` for several, and where it is the account. */
  readonly clip: UploadView | null
  readonly accountId: string
  readonly code: ErrorCode
  readonly provider: string
  readonly accountName: string
  readonly cause: string
  /** How much of it is kept, or what follows. */
  readonly kept: string
  readonly action: ReturnType<typeof primaryAction>
  readonly example: Pick<UploadView, 'state' | 'failure'>
}

/** Accounts that want somebody to sign in come first: nothing of them goes on before. */
export function needsLines(causes: readonly QueueCause[], accounts: readonly AccountView[]): readonly NeedsLine[] {
  const refused = accounts.filter(({ problem }) => isSignIn(problem))
  const asked = new Set(refused.map(({ id }) => id))
  const isTold = ({ accountId, example }: QueueCause): boolean => asked.has(accountId) && isSignIn(example.failure)
  const ofAccounts = refused.flatMap((account) =>
    account.problem
      ? lineOfAccount(
          account,
          account.problem,
          causes.filter((one) => one.accountId === account.id && isTold(one)),
        )
      : [],
  )
  return [...ofAccounts, ...causes.filter((cause) => !isTold(cause)).map(lineOf)]
}

function lineOfAccount({ id, name, provider }: AccountView, problem: Failure, causes: readonly QueueCause[]): NeedsLine {
  const sum = (of: (cause: QueueCause) => number): number => causes.reduce((all, cause) => all + of(cause), 0)
  const clips = sum((cause) => cause.clips)
  const kept = keptOf({ acceptedBytes: sum((cause) => cause.acceptedBytes), sizeBytes: sum((cause) => cause.sizeBytes) })
  return {
    key: `account:${id}`,
    clip: null,
    accountId: id,
    code: problem.code,
    provider,
    accountName: name,
    cause: t('{what}.', { what: titleOf(problem) }),
    kept: clips > 0 ? withKept(tn(clips, '{n} clip', '{n} clips'), kept) : helpOf(problem),
    action: 'account',
    example: { state: 'needs-attention', failure: problem },
  }
}

function lineOf({ code, accountId, clips, example, ...bytes }: QueueCause): NeedsLine {
  const one = clips === 1 ? example : null
  const accountName = shownAccount(example.accountName)
  const kept = keptOf(bytes)
  const what = one ? (one.title ?? one.name) : tn(clips, '{account}: {n} clip', '{account}: {n} clips', { account: accountName })
  return {
    key: `${code} ${accountId}`,
    clip: one,
    accountId,
    code,
    provider: example.provider,
    accountName,
    cause: example.failure ? t('{what}.', { what: titleOf(example.failure) }) : t('Stopped.'),
    kept: withKept(what, kept),
    action: primaryAction(example),
    example,
  }
}

function withKept(what: string, kept: string): string {
  return kept === '' ? what : t('{what}, {kept}', { what, kept })
}

function keptOf({ acceptedBytes, sizeBytes }: Pick<QueueCause, 'acceptedBytes' | 'sizeBytes'>): string {
  return acceptedBytes > 0 ? t('{part} are kept', { part: formatBytesOf(acceptedBytes, sizeBytes) }) : ''
}
