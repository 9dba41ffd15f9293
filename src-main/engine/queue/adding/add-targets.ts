/** @file The accounts that files are added to, each with the options of its uploads. */
import { FailureError, failure, paramOf } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { AddInput } from '../../../contract/requests.ts'
import type { AccountProfile } from '../../accounts/account-profile.ts'
import type { Accounts } from '../../accounts/accounts.ts'
import type { Provider, Providers } from '../../providers/provider.ts'
import type { TargetFields } from './enqueue.ts'

/** An account, and the fields of the uploads to it. */
export interface AddTarget extends TargetFields {
  readonly account: AccountProfile
  readonly provider: Provider
  /** The requested title, with placeholders; without one the template of the account. */
  readonly template: string | null
  /** Whether a title was requested. */
  readonly isTitled: boolean
  readonly again: boolean
}

interface Deps {
  readonly accounts: Pick<Accounts, 'resolve'>
  readonly providers: Providers
  readonly now: () => number
}

/**
 * Finds the accounts of a request and checks their options.
 *
 * @throws FailureError when one of them cannot be used; then nothing is added anywhere
 */
export async function targetsOf(input: AddInput, { accounts, providers, now }: Deps): Promise<readonly AddTarget[]> {
  const also = input.also ?? []
  const wanted = [input, ...also.map(({ account, ...more }) => ({ ...more, destination: { account } }))]
  const targets: AddTarget[] = []
  for (const { destination, title, metadata, options, chunkBytes, again } of wanted) {
    const account = await accounts.resolve(destination)
    if (targets.some(({ accountId }) => accountId === account.id)) {
      throw new FailureError(
        failure('input.invalid', { reason: phrase('“{account}” is named twice.', { account: account.name }) }),
      )
    }
    const provider = providers.get(account.provider)
    targets.push({
      account,
      provider,
      accountId: account.id,
      metadata,
      options: checkedOptions({ account, provider }, options, { now: now(), isOneOfSeveral: also.length > 0 }),
      chunkBytes: chunkBytes ?? null,
      template: title ?? account.defaults.titleTemplate,
      isTitled: title !== undefined,
      again,
    })
  }
  return targets
}

/**
 * The requested options merged with the defaults of their account.
 *
 * @param at `now` is epoch ms; with `isOneOfSeveral` the failure names the account
 * @throws FailureError `input.invalid`
 */
export function checkedOptions(
  { account, provider }: Pick<AddTarget, 'account' | 'provider'>,
  options: Readonly<Record<string, string>>,
  at: { readonly now: number; readonly isOneOfSeveral: boolean },
): Readonly<Record<string, string>> {
  try {
    return provider.checkOptions({ ...account.defaults.options, ...options }, at.now)
  } catch (caught) {
    if (!at.isOneOfSeveral || !(caught instanceof FailureError) || caught.failure.code !== 'input.invalid') throw caught
    const reason = phrase('{account}: {reason}', { account: account.name, reason: paramOf(caught.failure, 'reason') })
    throw new FailureError(failure('input.invalid', { reason }))
  }
}
