/** @file Account profiles and their secrets. Profiles are settings; secrets go to secure storage and never come back out. */
import type { AccountHealth, AccountView, ConnectionTest, OptionChoice } from '../../contract/account.ts'
import { movedAddress } from '../../contract/address-change.ts'
import { type Failure, FailureError, failure, failureFrom, helpOf, titleOf } from '../../contract/errors.ts'
import type { AddInput, Parsed } from '../../contract/requests.ts'
import type { Secrets, SettingsFile } from '../ports/settings.ts'
import type { ProviderAccount, ProviderContext, Providers } from '../providers/provider.ts'
import type { Seal } from '../secrets/ports.ts'
import type { AccountsData } from '../settings/settings-files.ts'
import { type AccountProfile, NO_DEFAULTS } from './account-profile.ts'
import { addressProfile } from './address-profile.ts'
import { entered } from './entered.ts'
import { refuseOldKeys } from './old-keys.ts'
import { secretName } from './secret-name.ts'

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts({
  file,
  secrets,
  seal,
  providers,
  openUploads,
  onChange,
  now,
}: {
  file: SettingsFile<AccountsData>
  secrets: Secrets
  seal: Seal
  providers: Providers
  /** How many unfinished uploads an account has. */
  openUploads: (accountId: string) => number
  /** `changedId`: the account whose settings or secrets are new, if it is one. */
  onChange: (accounts: readonly AccountView[], changedId: string | null) => void
  now: () => number
}) {
  /** Why providers last refused accounts. Kept in memory: the rows that stopped because of it are in the journal. */
  const problems = new Map<string, Failure>()
  /** What was last seen of an account; nothing is known of one that was not used since the start. */
  const healthOf = new Map<string, Exclude<AccountHealth, 'unknown'>>()
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

  function storedSecrets(account: Pick<AccountProfile, 'id' | 'provider'>): string[] {
    const fields = providers.get(account.provider).fields.filter((field) => field.secret)
    return fields.map((field) => field.name).filter((name) => secrets.has(secretName(account.id, name)))
  }

  function view(account: AccountProfile): AccountView {
    return {
      id: account.id,
      provider: account.provider,
      name: account.name,
      settings: account.settings,
      storedSecrets: storedSecrets(account),
      defaults: account.defaults,
      isDefault: file.read().defaultId === account.id,
      adHoc: account.adHoc,
      notice: providers.get(account.provider).notice?.(account.settings) ?? null,
      problem: problems.get(account.id) ?? null,
      health: healthOf.get(account.id) ?? 'unknown',
    }
  }

  async function tested(account: AccountProfile, context: ProviderContext): Promise<ConnectionTest> {
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
  }

  const list = (): readonly AccountView[] => file.read().accounts.map(view)

  async function storeSecrets(accountId: string, values: Readonly<Record<string, string>>): Promise<void> {
    for (const [field, value] of Object.entries(values)) {
      if (value === '') await secrets.delete(secretName(accountId, field))
      else await secrets.set(secretName(accountId, field), value)
    }
  }

  function write(account: AccountProfile): void {
    const data = file.read()
    const others = data.accounts.filter((other) => other.id !== account.id)
    const isNew = others.length === data.accounts.length
    const accounts = isNew ? [...others, account] : data.accounts.map((other) => (other.id === account.id ? account : other))
    file.write({ defaultId: data.defaultId ?? (account.adHoc ? null : account.id), accounts })
  }

  /** Secrets first: a profile is never stored without the sign-in that was entered with it. */
  async function store(account: AccountProfile, values: Readonly<Record<string, string>>): Promise<AccountView> {
    const before = find(account.id)
    const moves =
      before !== null && movedAddress(providers.get(account.provider).fields, before.settings, account.settings) !== null
    if (moves) await leave(before, account, values)
    await storeSecrets(account.id, values)
    if (!moves) write(account)
    problems.delete(account.id)
    healthOf.delete(account.id)
    onChange(list(), account.id)
    return view(account)
  }

  /**
   * Wherever it is interrupted, no key is stored with an address that it was not entered for: those of the old address go,
   * then the new address is there, then its keys come.
   */
  async function leave(before: AccountProfile, account: AccountProfile, values: Readonly<Record<string, string>>): Promise<void> {
    if (Object.values(values).some((value) => value !== '')) {
      const { available, reason } = await secrets.availability()
      if (!available) throw new FailureError(failure('account.noSecureStorage', { reason: reason ?? '' }))
    }
    for (const name of storedSecrets(before)) await secrets.delete(secretName(before.id, name))
    write(account)
    onChange(list(), null)
  }

  async function adHoc(endpoint: string, headers: readonly string[]): Promise<AccountProfile> {
    const provider = providers.get('tus')
    const { settings, values } = entered(provider, { endpoint }, headers.length > 0 ? { headers: headers.join('\n') } : {}, null)
    const checked = provider.checkAccount(settings, values, [])
    const fresh = await addressProfile(checked, values['endpointQuery'] ?? '', seal)
    const known = atAddress(fresh)
    const profile = known ?? (find(fresh.id) ? { ...fresh, id: crypto.randomUUID() } : fresh)
    if (!known || headers.length > 0) await store(profile, values)
    return profile
  }

  /** An account that was made for an address and leads to another one since is not the account of that address. */
  function atAddress(fresh: AccountProfile): AccountProfile | null {
    const isThere = ({ settings }: AccountProfile): boolean => settings['endpoint'] === fresh.settings['endpoint']
    const known = find(fresh.id)
    if (known && isThere(known)) return known
    return file.read().accounts.find((account) => account.adHoc && account.name === fresh.name && isThere(account)) ?? null
  }

  function withSecrets(account: AccountProfile): ProviderAccount {
    return {
      id: account.id,
      name: account.name,
      settings: account.settings,
      async secret(field) {
        refuseChanged(account)
        try {
          return await secrets.get(secretName(account.id, field))
        } catch (caught) {
          if (caught instanceof FailureError)
            throw new FailureError({ ...caught.failure, params: { ...caught.failure.params, account: account.name } }, caught)
          throw caught
        }
      },
    }
  }

  /** Whoever still holds an earlier version of an account gets no key that was entered for another server since. */
  function refuseChanged(account: AccountProfile): void {
    const now = find(account.id)
    if (!now || !movedAddress(providers.get(account.provider).fields, account.settings, now.settings)) return
    throw new FailureError(failure('account.moved', { account: now.name }))
  }

  return {
    list,
    find,
    view: (id: string): AccountView | null => {
      const account = find(id)
      return account && view(account)
    },

    /** Checks, signs in where the provider has a login, and stores. @throws FailureError `account.*`, or the provider's refusal */
    async save(input: Parsed<'accounts.save'>, context: ProviderContext): Promise<AccountView> {
      const provider = providers.get(input.provider)
      const sameName = findByName(input.name)
      if (sameName && sameName.id !== input.id) throw new FailureError(failure('account.exists', { name: input.name }))
      const before = input.id === undefined ? null : find(input.id)
      if (input.id !== undefined && !before) throw new FailureError(failure('account.unknown', { name: input.id }))
      if (before && before.provider !== provider.id) {
        const reason = `“${before.name}” is an account of ${providers.get(before.provider).label}. Add another one for ${provider.label}.`
        throw new FailureError(failure('account.invalid', { reason }))
      }
      const id = before?.id ?? crypto.randomUUID()
      const { settings: open, values } = entered(provider, input.settings, input.secrets, before?.settings ?? null)
      const settings = provider.checkAccount(open, values, storedSecrets({ id, provider: provider.id }))
      if (before)
        refuseOldKeys(provider.fields, { before: before.settings, now: settings, entered: values, stored: storedSecrets(before) })
      const isNew = Object.values(values).some((value) => value !== '')
      const kept = provider.exchange && isNew ? await provider.exchange(settings, values, context) : values
      const defaults = before?.defaults ?? NO_DEFAULTS
      return store({ id, provider: provider.id, name: input.name, settings: { ...settings }, defaults, adHoc: false }, kept)
    },

    /** What uploads of an account start with. @throws FailureError `input.invalid`, naming the option */
    setDefaults({ account: idOrName, options, titleTemplate }: Parsed<'accounts.setDefaults'>): AccountView {
      const account = required(idOrName)
      const chosen = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== ''))
      const checked = { ...providers.get(account.provider).checkOptions(chosen, now()) }
      const data = file.read()
      const changed = { ...account, defaults: { options: checked, titleTemplate: titleTemplate === '' ? null : titleTemplate } }
      file.write({ ...data, accounts: data.accounts.map((other) => (other.id === account.id ? changed : other)) })
      onChange(list(), null)
      return view(changed)
    },

    /** The provider refused an account, and a person must act. */
    noteProblem(id: string, problem: Failure): void {
      problems.set(id, problem)
      healthOf.set(id, 'failing')
      onChange(list(), null)
    },

    /** The provider accepted an account. */
    noteSuccess(id: string): void {
      const isNews = problems.delete(id) || healthOf.get(id) !== 'works'
      healthOf.set(id, 'works')
      if (isNews) onChange(list(), null)
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
      const result = await tested(account, context)
      // It may have been changed or removed meanwhile.
      if (find(account.id) === account) {
        healthOf.set(account.id, result.ok ? 'works' : 'failing')
        onChange(list(), null)
      }
      return result
    },

    /** What a provider lists for an option. @throws FailureError `input.invalid` when it lists nothing for it; the provider's refusal */
    async choices(idOrName: string, option: string, context: ProviderContext): Promise<readonly OptionChoice[]> {
      const account = required(idOrName)
      const provider = providers.get(account.provider)
      const isListed = provider.options.some(({ name, listed }) => name === option && listed)
      if (!provider.choices || !isListed) {
        throw new FailureError(failure('input.invalid', { reason: `${provider.label} has no list for “${option}”.` }))
      }
      return provider.choices(withSecrets(account), option, context)
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
