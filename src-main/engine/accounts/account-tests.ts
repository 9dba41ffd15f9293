/** @file Connection tests: of an account as it is stored, and of what was entered and is not stored yet. */
import type { ConnectionTest } from '../../contract/account.ts'
import { failureFrom } from '../../contract/errors.ts'
import type { Parsed } from '../../contract/requests.ts'
import type { Provider, ProviderAccount, ProviderContext, Providers } from '../providers/provider.ts'
import { type AccountInput, checkedInput } from './account-input.ts'
import type { AccountProfile } from './account-profile.ts'
import type { createAccountSecrets } from './account-secrets.ts'
import { answeredTest, type Filled, failedTest } from './connection-test.ts'

export type AccountTests = ReturnType<typeof createAccountTests>

interface Before {
  readonly account: AccountProfile
  readonly stored: readonly string[]
}

interface Entered {
  /** Of the account that is changed. */
  readonly id: string | undefined
  /** Once the test has ended: what was tested, and what came of it. */
  found: { readonly fingerprint: string; readonly test: ConnectionTest } | null
}

export function createAccountTests({
  providers,
  keys,
  before,
  now,
}: {
  providers: Providers
  keys: Pick<ReturnType<typeof createAccountSecrets>, 'stored' | 'withSecrets'>
  /** The account that is changed. @throws FailureError `account.unknown`, `account.invalid` */
  before: (input: { readonly id?: string | undefined; readonly provider: string }) => Before | null
  now: () => number
}) {
  /** The last test of something entered, from its begin on: if just that is stored, it counts as tested. */
  let last: Entered | null = null

  /** Never throws: what ended the test is its result. */
  async function run(provider: Provider, filled: Filled, call: () => ReturnType<Provider['test']>): Promise<ConnectionTest> {
    const from = now()
    const taken = () => ({ at: now(), tookMs: Math.max(0, now() - from) })
    try {
      return answeredTest(provider.fields, filled, await call(), taken())
    } catch (caught) {
      return failedTest(provider.fields, filled, failureFrom(caught), taken())
    }
  }

  return {
    stored(account: AccountProfile, context: ProviderContext): Promise<ConnectionTest> {
      const provider = providers.get(account.provider)
      const filled = { settings: account.settings, secrets: keys.stored(account) }
      return run(provider, filled, () => provider.test(keys.withSecrets(account), context))
    },

    /** Nothing is stored, and no account is affected by the answer. @throws FailureError `account.unknown` */
    async entered(input: Parsed<'accounts.testEntered'>, context: ProviderContext): Promise<ConnectionTest> {
      const provider = providers.get(input.provider)
      const begun: Entered = { id: input.id, found: null }
      last = begun
      const changed = before(input)
      const known = changed?.stored ?? []
      const secrets = [...new Set([...known, ...Object.keys(input.secrets)])].filter((name) => input.secrets[name] !== '')
      let checked: AccountInput | null = null
      const test = await run(provider, { settings: input.settings, secrets }, async () => {
        checked = checkedInput(provider, input, changed)
        const account = await enteredAccount(provider, { ...input, ...checked }, changed, context)
        return provider.test(account, context)
      })
      if (checked !== null) begun.found = { fingerprint: await fingerprintOf(provider.id, checked, input.id), test }
      return test
    },

    /** The test of exactly what is being stored, if it was the last one. */
    async ofInput(provider: Provider, input: AccountInput, id: string | undefined): Promise<ConnectionTest | null> {
      const fingerprint = await fingerprintOf(provider.id, input, id)
      return last?.found?.fingerprint === fingerprint ? last.found.test : null
    },

    /** Whether a test that was found by `ofInput` still counts. */
    isLast: (test: ConnectionTest): boolean => last?.found?.test === test,

    /**
     * No test of an account that was begun before now counts any more: the account failed, or was stored, so that the keys which
     * a test took from there may be others.
     */
    forget(id: string | undefined): void {
      if (last?.id === id) last = null
    },
  }

  /** What was entered, with stored keys where none was entered. Its id is that of no account, so its failures stop nothing. */
  async function enteredAccount(
    provider: Provider,
    { name, settings, secrets }: AccountInput & { readonly name: string },
    changed: Before | null,
    context: ProviderContext,
  ): Promise<ProviderAccount> {
    const isNew = Object.values(secrets).some((value) => value !== '')
    const kept = provider.exchange && isNew ? await provider.exchange(settings, secrets, context) : secrets
    const stored = changed && keys.withSecrets(changed.account)
    return {
      id: crypto.randomUUID(),
      name: name || provider.label,
      settings,
      secret: async (field) => {
        const value = kept[field]
        if (value !== undefined) return value === '' ? null : value
        return stored ? stored.secret(field) : null
      },
    }
  }
}

/** Keys are not kept in memory for this. */
async function fingerprintOf(provider: string, { settings, secrets }: AccountInput, id: string | undefined): Promise<string> {
  const sorted = (values: Readonly<Record<string, string>>) => Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([provider, id ?? null, sorted(settings), sorted(secrets)])
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].join(' ')
}
