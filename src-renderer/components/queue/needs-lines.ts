/** @file The lines of the causes that need a person. Pure. */
import type { AccountView } from '@contract/account.ts'
import { type ErrorCode, type Failure, helpOf, titleOf } from '@contract/errors/errors.ts'
import { t, tn } from '@contract/i18n/i18n.ts'
import { shownAccount } from '@contract/messages/account-name.ts'
import { primaryAction } from '@contract/queue/actions.ts'
import type { QueueCause } from '@contract/queue/outcomes.ts'
import type { UploadView } from '@contract/queue/upload.ts'
import { formatBytesOf } from '@contract/text/format.ts'
import { isSignIn } from '../../state/accounts.ts'

export interface NeedsLine {
  readonly key: string
  /** The only clip of the cause; `null` for several, and for a cause of an account. */
  readonly clip: UploadView | null
  readonly accountId: string
  readonly code: ErrorCode
  readonly provider: string
  readonly accountName: string
  readonly cause: string
  /** The clips and how much of them the host keeps, or the help of the failure. */
  readonly kept: string
  readonly action: ReturnType<typeof primaryAction>
  readonly example: Pick<UploadView, 'state' | 'failure'>
}

/** One line for each cause. Accounts that need a new sign-in come first, with all of their clips that stopped for it. */
export function needsLines(causes: readonly QueueCause[], accounts: readonly AccountView[]): readonly NeedsLine[] {
  const refused = accounts.filter(({ problem }) => isSignIn(problem))
  const refusedIds = new Set(refused.map(({ id }) => id))
  const isOfSignIn = ({ accountId, example }: QueueCause): boolean => refusedIds.has(accountId) && isSignIn(example.failure)
  const ofAccounts = refused.flatMap((account) =>
    account.problem
      ? lineOfAccount(
          account,
          account.problem,
          causes.filter((cause) => cause.accountId === account.id && isOfSignIn(cause)),
        )
      : [],
  )
  return [...ofAccounts, ...causes.filter((cause) => !isOfSignIn(cause)).map(lineOf)]
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
  const clip = clips === 1 ? example : null
  const accountName = shownAccount(example.accountName)
  const kept = keptOf(bytes)
  const what = clip
    ? (clip.title ?? clip.name)
    : tn(clips, '{account}: {n} clip', '{account}: {n} clips', { account: accountName })
  return {
    key: `${code} ${accountId}`,
    clip,
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
