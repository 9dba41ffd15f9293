/** @file Accounts: their profiles, which are settings, and their secrets, which go to secure storage and are never returned to an interface. */
import type { AccountView, ConnectionTest, OptionChoice } from '../../contract/account.ts'
import { movedAddress } from '../../contract/addresses/address-change.ts'
import { type Failure, FailureError, failure } from '../../contract/errors/errors.ts'
import { countPhrase, phrase } from '../../contract/i18n/phrase.ts'
import type { AddInput, Parsed } from '../../contract/requests.ts'
import type { EnginePorts } from '../engine-ports.ts'
import type { SettingsFile } from '../ports/settings.ts'
import type { Clock } from '../ports.ts'
import type { ProviderContext, Providers } from '../providers/provider.ts'
import type { AccountsData } from '../settings/settings-files.ts'
import { checkedInput, type ExistingAccount, exchangedSecrets, isSameForHost } from './account-input.ts'
import { type AccountProfile, NO_DEFAULTS } from './account-profile.ts'
import { createAccountSecrets } from './account-secrets.ts'
import { createAccountTests } from './account-tests.ts'
import { addressProfile } from './address-profile.ts'
import { afterFailure, afterSuccess, afterTest, problemOf, UNTESTED } from './health.ts'
import { createHealthStore } from './health-store.ts'
import { normaliseInput } from './normalise-input.ts'
import { secretName } from './secret-name.ts'

export type Accounts = ReturnType<typeof createAccounts>

interface Deps extends Pick<EnginePorts, 'secrets' | 'seal' | 'log'> {
  readonly file: SettingsFile<AccountsData>
  readonly providers: Providers
  /** How many unfinished uploads an account has. */
  readonly openUploads: (accountId: string) => number
  /** `changedId`: the account whose settings or secrets are new, if it is one. */
  readonly onChange: (accounts: readonly AccountView[], changedId: string | null) => void
  readonly clock: Pick<Clock, 'now' | 'after'>
}

export function createAccounts({ file, secrets, seal, providers, openUploads, onChange, clock, log }: Deps) {
  const health = createHealthStore({ file, clock, log, onChange: () => onChange(list(), null) })
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

  const keys = createAccountSecrets({ secrets, providers, find })

  function view(account: AccountProfile): AccountView {
    return {
      id: account.id,
      provider: account.provider,
      name: account.name,
      settings: account.settings,
      storedSecrets: keys.stored(account),
      defaults: account.defaults,
      isDefault: file.read().defaultId === account.id,
      adHoc: account.adHoc,
      notice: providers.get(account.provider).notice?.(account.settings) ?? null,
      problem: problemOf(health.get(account.id)),
      ...health.get(account.id),
    }
  }

  const list = (): readonly AccountView[] => file.read().accounts.map(view)

  function write(account: AccountProfile): void {
    const data = file.read()
    const others = data.accounts.filter((other) => other.id !== account.id)
    const isNew = others.length === data.accounts.length
    const accounts = isNew ? [...others, account] : data.accounts.map((other) => (other.id === account.id ? account : other))
    file.write({ defaultId: data.defaultId ?? (account.adHoc ? null : account.id), accounts, seen: health.storedWith(accounts) })
  }

  /** Secrets first: a profile is never stored without the sign-in that was entered with it. */
  async function store(
    account: AccountProfile,
    values: Readonly<Record<string, string>>,
    updateHealth: () => void = () => health.forget(account.id),
  ): Promise<AccountView> {
    const before = find(account.id)
    const isMoved =
      before !== null && movedAddress(providers.get(account.provider).fields, before.settings, account.settings) !== null
    if (isMoved) await changeAddress(before, account, values)
    await keys.store(account.id, values)
    updateHealth()
    tests.forget(account.id)
    write(account)
    onChange(list(), account.id)
    return view(account)
  }

  /**
   * First the keys of the old address are deleted, then the new address is stored, and the caller stores the new keys: wherever this
   * is interrupted, no key is stored with an address that it was not entered for.
   */
  async function changeAddress(
    before: AccountProfile,
    account: AccountProfile,
    values: Readonly<Record<string, string>>,
  ): Promise<void> {
    if (Object.values(values).some((value) => value !== '')) {
      const { available, reason } = await secrets.availability()
      if (!available) throw new FailureError(failure('account.noSecureStorage', { reason: reason ?? '' }))
    }
    for (const name of keys.stored(before)) await secrets.delete(secretName(before.id, name))
    health.forget(account.id)
    write(account)
    onChange(list(), null)
  }

  /** @throws FailureError `account.inUse` */
  function refuseInUse({ id, name }: AccountProfile): void {
    const open = openUploads(id)
    if (open === 0) return
    const count = countPhrase(open, '{n} upload', '{n} uploads')
    throw new FailureError(failure('account.inUse', { name, count }))
  }

  async function adHoc(endpoint: string, headers: readonly string[]): Promise<AccountProfile> {
    const provider = providers.get('tus')
    const { settings, secrets: values } = normaliseInput(
      provider,
      { endpoint },
      headers.length > 0 ? { headers: headers.join('\n') } : {},
      null,
    )
    const checked = provider.checkAccount(settings, values, [])
    const fresh = await addressProfile(checked, values['endpointQuery'] ?? '', seal)
    const known = atAddress(fresh)
    const profile = known ?? (find(fresh.id) ? { ...fresh, id: crypto.randomUUID() } : fresh)
    if (!known || headers.length > 0) await store(profile, values)
    return profile
  }

  /** The account of an address that was used before. One whose address was changed since is not the account of that address. */
  function atAddress(fresh: AccountProfile): AccountProfile | null {
    const hasAddress = ({ settings }: AccountProfile): boolean => settings['endpoint'] === fresh.settings['endpoint']
    const known = find(fresh.id)
    if (known && hasAddress(known)) return known
    return file.read().accounts.find((account) => account.adHoc && account.name === fresh.name && hasAddress(account)) ?? null
  }

  /** The account that an input changes. @throws FailureError `account.unknown`, `account.invalid` */
  function existing({ id, provider }: { readonly id?: string | undefined; readonly provider: string }): ExistingAccount | null {
    if (id === undefined) return null
    const account = find(id)
    if (!account) throw new FailureError(failure('account.unknown', { name: id }))
    if (account.provider !== provider) {
      const [was = '', wanted = ''] = [account.provider, provider].map((providerId) => providers.get(providerId).label)
      const reason = phrase('“{account}” is an account of {was}. Add another one for {wanted}.', {
        account: account.name,
        was,
        wanted,
      })
      throw new FailureError(failure('account.invalid', { reason }))
    }
    return { account, stored: keys.stored(account) }
  }

  const tests = createAccountTests({ providers, keys, existing, now: clock.now })

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
      const before = existing(input)
      const checked = checkedInput(provider, input, before)
      const test = await tests.ofInput(provider, checked, input.id)
      const secretValues = await exchangedSecrets(provider, checked, context)
      const id = before?.account.id ?? crypto.randomUUID()
      const defaults = before?.account.defaults ?? NO_DEFAULTS
      const account = { id, provider: provider.id, name: input.name, settings: { ...checked.settings }, defaults, adHoc: false }
      return store(account, secretValues, () => {
        if (before && isSameForHost(checked, before.account)) return
        // It may have failed since the test.
        if (test && tests.isLast(test)) health.set(id, afterTest(UNTESTED, test))
        else health.forget(id)
        // The input of a new account is tested without an id.
        if (!before) tests.forget(undefined)
      })
    },

    /** Stores the options and the title template that uploads of an account start with. @throws FailureError `input.invalid`, naming the option */
    setDefaults({ account: idOrName, options, titleTemplate }: Parsed<'accounts.setDefaults'>): AccountView {
      const account = required(idOrName)
      const chosen = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== ''))
      const checked = { ...providers.get(account.provider).checkOptions(chosen, clock.now()) }
      const data = file.read()
      const changed = { ...account, defaults: { options: checked, titleTemplate: titleTemplate === '' ? null : titleTemplate } }
      file.write({ ...data, accounts: data.accounts.map((other) => (other.id === account.id ? changed : other)) })
      onChange(list(), null)
      return view(changed)
    },

    /** The provider refused an account, and a person must act. */
    noteProblem(id: string, problem: Failure): void {
      tests.forget(id)
      health.set(id, afterFailure(health.get(id), clock.now(), problem))
    },

    /** The provider accepted an account. */
    noteSuccess(id: string): void {
      health.set(id, afterSuccess(health.get(id), clock.now()))
    },

    /**
     * Secrets first: no key stays without an account, by which it could be removed. When one cannot be deleted the account stays, and can be
     * removed again.
     */
    async remove(idOrName: string): Promise<void> {
      const account = required(idOrName)
      refuseInUse(account)
      await keys.deleteAll(account.id)
      // An upload may have been added meanwhile.
      refuseInUse(account)
      const data = file.read()
      const accounts = data.accounts.filter((other) => other.id !== account.id)
      const defaultId = data.defaultId === account.id ? (accounts.find((other) => !other.adHoc)?.id ?? null) : data.defaultId
      file.write({ defaultId, accounts, seen: health.storedWith(accounts) })
      onChange(list(), null)
    },

    setDefault(idOrName: string): void {
      const account = required(idOrName)
      file.write({ ...file.read(), defaultId: account.id })
      onChange(list(), null)
    },

    async test(idOrName: string, context: ProviderContext): Promise<ConnectionTest> {
      const account = required(idOrName)
      const result = await tests.stored(account, context)
      // It may have been changed or removed meanwhile.
      if (find(account.id) !== account) return result
      if (!result.ok) tests.forget(account.id)
      health.set(account.id, afterTest(health.get(account.id), result))
      return result
    },

    testEntered: tests.input,

    /** Stores the health that is not stored yet. */
    close: health.flush,

    /** The choices that a provider lists for an option. @throws FailureError `input.invalid` for an option without a list; the provider's refusal */
    async choices(idOrName: string, option: string, context: ProviderContext): Promise<readonly OptionChoice[]> {
      const account = required(idOrName)
      const provider = providers.get(account.provider)
      const isListed = provider.options.some(({ name, listed }) => name === option && listed)
      if (!provider.choices || !isListed) {
        throw new FailureError(
          failure('input.invalid', { reason: phrase('{label} has no list for “{option}”.', { label: provider.label, option }) }),
        )
      }
      return provider.choices(keys.withSecrets(account), option, context)
    },

    /** The account that files are sent to. An address used once becomes an account of its own, found again by its address. */
    async resolve(destination: AddInput['destination']): Promise<AccountProfile> {
      if ('endpoint' in destination) return adHoc(destination.endpoint, destination.headers)
      if ('account' in destination) return required(destination.account)
      const { defaultId } = file.read()
      const account = defaultId === null ? null : find(defaultId)
      if (!account) {
        throw new FailureError(
          failure('input.invalid', { reason: phrase('Say where to send the files: name an account or an endpoint.') }),
        )
      }
      return account
    },

    withSecrets: keys.withSecrets,
  }
}
