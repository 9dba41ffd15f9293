/** @file Account profiles and their secrets. Profiles are settings; secrets go to secure storage and never come back out. */
import type { AccountView, ConnectionTest } from '../../contract/account.ts'
import { FailureError, failure, failureFrom, helpOf, titleOf } from '../../contract/errors.ts'
import type { AddInput, Parsed } from '../../contract/requests.ts'
import type { Secrets, SettingsFile } from '../ports.ts'
import type { ProviderAccount, ProviderContext, Providers } from '../providers/provider.ts'
import type { AccountProfile, AccountsData } from '../settings/store-options.ts'

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts({
  file,
  secrets,
  providers,
  openUploads,
  onChange,
}: {
  file: SettingsFile<AccountsData>
  secrets: Secrets
  providers: Providers
  /** How many unfinished uploads an account has. */
  openUploads: (accountId: string) => number
  /** `changedId`: the account whose settings or secrets are new, if it is one. */
  onChange: (accounts: readonly AccountView[], changedId: string | null) => void
}) {
  const find = (id: string): AccountProfile | null => file.read().accounts.find((account) => account.id === id) ?? null

  const findByName = (name: string): AccountProfile | null => {
    const wanted = name.toLocaleLowerCase()
    return file.read().accounts.find((account) => account.name.toLocaleLowerCase() === wanted) ?? null
  }

  function required(idOrName: string): AccountProfile {
    const account = find(idOrName) ?? findByName(idOrName)
    if (!account) throw new FailureError(failure('account.unknown', { name: idOrName }))
    return account
  }

  function view(account: AccountProfile): AccountView {
    const fields = providers.get(account.provider).fields.filter((field) => field.secret)
    return {
      id: account.id,
      provider: account.provider,
      name: account.name,
      settings: account.settings,
      storedSecrets: fields.map((field) => field.name).filter((name) => secrets.has(secretName(account.id, name))),
      isDefault: file.read().defaultId === account.id,
      adHoc: account.adHoc,
    }
  }

  const list = (): readonly AccountView[] => file.read().accounts.map(view)

  async function storeSecrets(accountId: string, values: Readonly<Record<string, string>>): Promise<void> {
    for (const [field, value] of Object.entries(values)) {
      if (value === '') await secrets.delete(secretName(accountId, field))
      else await secrets.set(secretName(accountId, field), value)
    }
  }

  /** Secrets first: a profile is never stored without the sign-in that was entered with it. */
  async function store(account: AccountProfile, values: Readonly<Record<string, string>>): Promise<AccountView> {
    await storeSecrets(account.id, values)
    const data = file.read()
    const others = data.accounts.filter((other) => other.id !== account.id)
    const isNew = others.length === data.accounts.length
    const accounts = isNew ? [...others, account] : data.accounts.map((other) => (other.id === account.id ? account : other))
    const defaultId = data.defaultId ?? (account.adHoc ? null : account.id)
    file.write({ defaultId, accounts })
    onChange(list(), account.id)
    return view(account)
  }

  async function adHoc(endpoint: string, headers: readonly string[]): Promise<AccountProfile> {
    const values = headers.length > 0 ? { headers: headers.join('\n') } : {}
    const settings = providers.get('tus').checkAccount({ endpoint }, values)
    const url = settings['endpoint'] ?? endpoint
    const id = `endpoint:${url}`
    const known = find(id)
    const account = known ?? { id, provider: 'tus', name: url, settings, adHoc: true }
    if (!known || headers.length > 0) await store(account, values)
    return account
  }

  function withSecrets(account: AccountProfile): ProviderAccount {
    return {
      id: account.id,
      name: account.name,
      settings: account.settings,
      async secret(field) {
        try {
          return await secrets.get(secretName(account.id, field))
        } catch (caught) {
          if (caught instanceof FailureError)
            throw new FailureError({ ...caught.failure, params: { account: account.name } }, caught)
          throw caught
        }
      },
    }
  }

  return {
    list,
    find,
    view: (id: string): AccountView | null => {
      const account = find(id)
      return account && view(account)
    },

    async save(input: Parsed<'accounts.save'>): Promise<AccountView> {
      const provider = providers.get(input.provider)
      const sameName = findByName(input.name)
      if (sameName && sameName.id !== input.id) throw new FailureError(failure('account.exists', { name: input.name }))
      if (input.id !== undefined && !find(input.id)) throw new FailureError(failure('account.unknown', { name: input.id }))
      const settings = provider.checkAccount(input.settings, input.secrets)
      const id = input.id ?? crypto.randomUUID()
      return store({ id, provider: provider.id, name: input.name, settings: { ...settings }, adHoc: false }, input.secrets)
    },

    async remove(idOrName: string): Promise<void> {
      const account = required(idOrName)
      const open = openUploads(account.id)
      if (open > 0) {
        const count = open === 1 ? '1 upload' : `${open} uploads`
        throw new FailureError(failure('account.inUse', { name: account.name, count }))
      }
      const data = file.read()
      const accounts = data.accounts.filter((other) => other.id !== account.id)
      const defaultId = data.defaultId === account.id ? (accounts.find((other) => !other.adHoc)?.id ?? null) : data.defaultId
      file.write({ defaultId, accounts })
      for (const field of providers.get(account.provider).fields) {
        if (field.secret) await secrets.delete(secretName(account.id, field.name))
      }
      onChange(list(), null)
    },

    setDefault(idOrName: string): void {
      const account = required(idOrName)
      file.write({ ...file.read(), defaultId: account.id })
      onChange(list(), null)
    },

    async test(idOrName: string, context: ProviderContext): Promise<ConnectionTest> {
      const account = required(idOrName)
      try {
        return await providers.get(account.provider).test(withSecrets(account), context)
      } catch (caught) {
        const problem = failureFrom(caught)
        return {
          ok: false,
          message: `${titleOf(problem)}.`,
          details: [helpOf(problem), problem.detail ?? ''].filter((line) => line !== ''),
        }
      }
    },

    /** The account that files are sent to. An address used once becomes an account of its own, found again by its address. */
    async resolve(destination: AddInput['destination']): Promise<AccountProfile> {
      if ('endpoint' in destination) return adHoc(destination.endpoint, destination.headers)
      if ('account' in destination) return required(destination.account)
      const { defaultId } = file.read()
      const account = defaultId === null ? null : find(defaultId)
      if (!account) {
        throw new FailureError(
          failure('input.invalid', { reason: 'Say where to send the files: name an account or an endpoint.' }),
        )
      }
      return account
    },

    withSecrets,
  }
}

function secretName(accountId: string, field: string): string {
  return `${accountId}#${field}`
}
