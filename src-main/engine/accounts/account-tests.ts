/** @file Connection tests: of stored accounts, and of input that is not stored yet. */
import type { ConnectionTest } from '../../contract/account.ts'
import { failureFrom } from '../../contract/errors/errors.ts'
import type { Parsed } from '../../contract/requests.ts'
import type { Provider, ProviderAccount, ProviderContext, Providers } from '../providers/provider.ts'
import { type AccountInput, checkedInput, type ExistingAccount, exchangedSecrets } from './account-input.ts'
import type { AccountProfile } from './account-profile.ts'
import type { createAccountSecrets } from './account-secrets.ts'
import { answeredTest, failedTest, type TestedFields } from './connection-test.ts'

interface InputTest {
  /** Id of the account that is changed. */
  readonly id: string | undefined
  /** `null` while the test runs, and for input that is invalid. */
  result: { readonly fingerprint: string; readonly test: ConnectionTest } | null
}

interface Deps {
  readonly providers: Providers
  readonly keys: Pick<ReturnType<typeof createAccountSecrets>, 'stored' | 'withSecrets'>
  /** The account that is changed. @throws FailureError `account.unknown`, `account.invalid` */
  readonly existing: (input: { readonly id?: string | undefined; readonly provider: string }) => ExistingAccount | null
  readonly now: () => number
}

export function createAccountTests({ providers, keys, existing, now }: Deps) {
  /** The last test of input, from its start on: if exactly that input is stored, its account counts as tested. */
  let last: InputTest | null = null

  /** Never throws: a failure is a result. */
  async function run(
    provider: Provider,
    tested: TestedFields,
    call: () => ReturnType<Provider['test']>,
  ): Promise<ConnectionTest> {
    const startedAt = now()
    const timing = () => ({ at: now(), tookMs: Math.max(0, now() - startedAt) })
    try {
      return answeredTest(provider.fields, tested, await call(), timing())
    } catch (caught) {
      return failedTest(provider.fields, tested, failureFrom(caught), timing())
    }
  }

  return {
    stored(account: AccountProfile, context: ProviderContext): Promise<ConnectionTest> {
      const provider = providers.get(account.provider)
      const tested = { settings: account.settings, secrets: keys.stored(account) }
      return run(provider, tested, () => provider.test(keys.withSecrets(account), context))
    },

    /** Tests input: nothing is stored, and no account is affected by the result. @throws FailureError `account.unknown` */
    async input(input: Parsed<'accounts.testEntered'>, context: ProviderContext): Promise<ConnectionTest> {
      const provider = providers.get(input.provider)
      const inputTest: InputTest = { id: input.id, result: null }
      last = inputTest
      const changed = existing(input)
      const secrets = [...new Set([...(changed?.stored ?? []), ...Object.keys(input.secrets)])].filter(
        (name) => input.secrets[name] !== '',
      )
      let checked: AccountInput | null = null
      const test = await run(provider, { settings: input.settings, secrets }, async () => {
        checked = checkedInput(provider, input, changed)
        const account = await accountFrom(provider, { ...input, ...checked }, changed, context)
        return provider.test(account, context)
      })
      if (checked !== null) inputTest.result = { fingerprint: await fingerprintOf(provider.id, checked, input.id), test }
      return test
    },

    /** The last test, if it was of exactly this input; otherwise `null`. */
    async ofInput(provider: Provider, input: AccountInput, id: string | undefined): Promise<ConnectionTest | null> {
      const fingerprint = await fingerprintOf(provider.id, input, id)
      return last?.result?.fingerprint === fingerprint ? last.result.test : null
    },

    /** Whether a test that `ofInput` returned still counts. */
    isLast: (test: ConnectionTest): boolean => last?.result?.test === test,

    /**
     * Discards the last test of input for an account, running or not: the account failed since, or was stored, so that the stored
     * keys which the test used may have changed.
     */
    forget(id: string | undefined): void {
      if (last?.id === id) last = null
    },
  }

  /** The input as an account, with stored keys where none was entered. Its id is new, so its failures affect no account. */
  async function accountFrom(
    provider: Provider,
    { name, settings, secrets }: AccountInput & { readonly name: string },
    changed: ExistingAccount | null,
    context: ProviderContext,
  ): Promise<ProviderAccount> {
    const newSecrets = await exchangedSecrets(provider, { settings, secrets }, context)
    const stored = changed && keys.withSecrets(changed.account)
    return {
      id: crypto.randomUUID(),
      name: name || provider.label,
      settings,
      secret: async (field) => {
        const value = newSecrets[field]
        if (value !== undefined) return value === '' ? null : value
        return stored ? stored.secret(field) : null
      },
    }
  }
}

/** Identifies input by a hash, so that its keys need not stay in memory. */
async function fingerprintOf(provider: string, { settings, secrets }: AccountInput, id: string | undefined): Promise<string> {
  const sorted = (values: Readonly<Record<string, string>>) => Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([provider, id ?? null, sorted(settings), sorted(secrets)])
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].join(' ')
}
