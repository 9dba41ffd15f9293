/** @file The secrets of accounts in secure storage: which are stored, and accounts with access to their own. */
import { movedAddress } from '../../contract/addresses/address-change.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { Secrets } from '../ports/settings.ts'
import type { ProviderAccount, Providers } from '../providers/provider.ts'
import type { AccountProfile } from './account-profile.ts'
import { secretName } from './secret-name.ts'

interface Deps {
  readonly secrets: Secrets
  readonly providers: Providers
  readonly find: (id: string) => AccountProfile | null
}

export function createAccountSecrets({ secrets, providers, find }: Deps) {
  /** A caller with an outdated copy of an account gets no key that was entered for another server since. */
  function refuseOutdated(account: AccountProfile): void {
    const current = find(account.id)
    if (!current || !movedAddress(providers.get(account.provider).fields, account.settings, current.settings)) return
    throw new FailureError(failure('account.moved', { account: current.name }))
  }

  return {
    /** Names of the secret fields that have a stored value. */
    stored(account: Pick<AccountProfile, 'id' | 'provider'>): string[] {
      const fields = providers.get(account.provider).fields.filter((field) => field.secret)
      return fields.map((field) => field.name).filter((name) => secrets.has(secretName(account.id, name)))
    },

    /** Values by names of fields; an empty one is deleted. @throws FailureError `account.noSecureStorage` */
    async store(accountId: string, values: Readonly<Record<string, string>>): Promise<void> {
      for (const [field, value] of Object.entries(values)) {
        if (value === '') await secrets.delete(secretName(accountId, field))
        else await secrets.set(secretName(accountId, field), value)
      }
    },

    /** Also those of fields that the provider had in another version. */
    async deleteAll(accountId: string): Promise<void> {
      const prefix = secretName(accountId, '')
      for (const name of secrets.names()) if (name.startsWith(prefix)) await secrets.delete(name)
    },

    withSecrets(account: AccountProfile): ProviderAccount {
      return {
        id: account.id,
        name: account.name,
        settings: account.settings,
        async secret(field) {
          refuseOutdated(account)
          try {
            return await secrets.get(secretName(account.id, field))
          } catch (caught) {
            if (caught instanceof FailureError)
              throw new FailureError({ ...caught.failure, params: { ...caught.failure.params, account: account.name } }, caught)
            throw caught
          }
        },
      }
    },
  }
}
