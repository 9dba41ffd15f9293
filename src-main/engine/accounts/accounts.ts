/** @file Account profiles and their secrets. Profiles are settings; secrets go to secure storage and never come back out. */
import type { AccountView, ConnectionTest, OptionChoice } from '../../contract/account.ts'
import { movedAddress } from '../../contract/address-change.ts'
import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import { countPhrase, phrase } from '../../contract/phrase.ts'
import type { AddInput, Parsed } from '../../contract/requests.ts'
import type { Secrets, SettingsFile } from '../ports/settings.ts'
import type { Clock, Log } from '../ports.ts'
import type { ProviderContext, Providers } from '../providers/provider.ts'
import type { Seal } from '../secrets/ports.ts'
import type { AccountsData } from '../settings/settings-files.ts'
import { checkedInput, isSameForHost } from './account-input.ts'
import { type AccountProfile, NO_DEFAULTS } from './account-profile.ts'
import { createAccountSecrets } from './account-secrets.ts'
import { createAccountTests } from './account-tests.ts'
import { addressProfile } from './address-profile.ts'
import { entered } from './entered.ts'
import { failed, problemOf, tested, UNSEEN, worked } from './health.ts'
import { secretName } from './secret-name.ts'
import { createSeenAccounts } from './seen-accounts.ts'

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts({
  file,
  secrets,
  seal,
  providers,
  openUploads,
  onChange,
  clock,
  log,
}: {
  file: SettingsFile<AccountsData>
  secrets: Secrets
  seal: Seal
  providers: Providers
  /** How many unfinished uploads an account has. */
  openUploads: (accountId: string) => number
  /** `changedId`: the account whose settings or secrets are new, if it is one. */
  onChange: (accounts: readonly AccountView[], changedId: string | null) => void
  clock: Pick<Clock, 'now' | 'after'>
  log: Log
}) {
  const seen = createSeenAccounts({ file, clock, log, onNews: () => onChange(list(), null) })
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
      problem: problemOf(seen.get(account.id)),
      ...seen.get(account.id),
    }
  }

  const list = (): readonly AccountView[] => file.read().accounts.map(view)

  function write(account: AccountProfile): void {
    const data = file.read()
    const others = data.accounts.filter((other) => other.id !== account.id)
    const isNew = others.length === data.accounts.length
    const accounts = isNew ? [...others, account] : data.accounts.map((other) => (other.id === account.id ? account : other))
    file.write({ defaultId: data.defaultId ?? (account.adHoc ? null : account.id), accounts, seen: seen.storedWith(accounts) })
  }

  /** Secrets first: a profile is never stored without the sign-in that was entered with it. */
  async function store(
    account: AccountProfile,
    values: Readonly<Record<string, string>>,
    know: () => void = () => seen.forget(account.id),
  ): Promise<AccountView> {
    const before = find(account.id)
    const moves =
      before !== null && movedAddress(providers.get(account.provider).fields, before.settings, account.settings) !== null
    if (moves) await leave(before, account, values)
    await keys.store(account.id, values)
    know()
    tests.forget(account.id)
    write(account)
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
    for (const name of keys.stored(before)) await secrets.delete(secretName(before.id, name))
    seen.forget(account.id)
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

  /** The account that an input changes. @throws FailureError `account.unknown`, `account.invalid` */
  function changed({ id, provider }: { readonly id?: string | undefined; readonly provider: string }) {
    if (id === undefined) return null
    const account = find(id)
    if (!account) throw new FailureError(failure('account.unknown', { name: id }))
    if (account.provider !== provider) {
      const [was = '', wanted = ''] = [account.provider, provider].map((one) => providers.get(one).label)
      const reason = phrase('“{account}” is an account of {was}. Add another one for {wanted}.', {
        account: account.name,
        was,
        wanted,
      })
      throw new FailureError(failure('account.invalid', { reason }))
    }
    return { account, stored: keys.stored(account) }
  }

  const tests = createAccountTests({ providers, keys, before: changed, now: clock.now })

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
      const before = changed(input)
      const checked = checkedInput(provider, input, before)
      const { settings, secrets: values } = checked
      const isNew = Object.values(values).some((value) => value !== '')
      const test = await tests.ofInput(provider, checked, input.id)
      const kept = provider.exchange && isNew ? await provider.exchange(settings, values, context) : values
      const id = before?.account.id ?? crypto.randomUUID()
      const defaults = before?.account.defaults ?? NO_DEFAULTS
      const account = { id, provider: provider.id, name: input.name, settings: { ...settings }, defaults, adHoc: false }
      return store(account, kept, () => {
        if (before && isSameForHost(checked, before.account)) return
        // It may have failed since the test.
        if (test && tests.isLast(test)) seen.set(id, tested(UNSEEN, test))
        else seen.forget(id)
        // What was entered as new was tested without an id.
        if (!before) tests.forget(undefined)
      })
    },

    /** What uploads of an account start with. @throws FailureError `input.invalid`, naming the option */
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
      seen.set(id, failed(seen.get(id), clock.now(), problem))
    },

    /** The provider accepted an account. */
    noteSuccess(id: string): void {
      seen.set(id, worked(seen.get(id), clock.now()))
    },

    async remove(idOrName: string): Promise<void> {
      const account = required(idOrName)
      const open = openUploads(account.id)
      if (open > 0) {
        const count = countPhrase(open, '{n} upload', '{n} uploads')
        throw new FailureError(failure('account.inUse', { name: account.name, count }))
      }
      const data = file.read()
      const accounts = data.accounts.filter((other) => other.id !== account.id)
      const defaultId = data.defaultId === account.id ? (accounts.find((other) => !other.adHoc)?.id ?? null) : data.defaultId
      file.write({ defaultId, accounts, seen: seen.storedWith(accounts) })
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
      const result = await tests.stored(account, context)
      // It may have been changed or removed meanwhile.
      if (find(account.id) !== account) return result
      if (!result.ok) tests.forget(account.id)
      seen.set(account.id, tested(seen.get(account.id), result))
      return result
    },

    testEntered: tests.entered,

    /** Stores what is known and not stored yet. */
    close: seen.flush,

    /** What a provider lists for an option. @throws FailureError `input.invalid` when it lists nothing for it; the provider's refusal */
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
