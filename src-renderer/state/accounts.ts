/** @file A mirror of the accounts, and what can be asked of them. */
import type { AccountView, ProviderInfo } from '@contract/account.ts'
import type { Failure } from '@contract/errors.ts'
import { shownProvider } from '@contract/provider-messages.ts'
import type { Input } from '@contract/requests.ts'
import { computed, readonly, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts(bridge: Bridge) {
  const accounts = shallowRef<readonly AccountView[]>([])
  const descriptors = shallowRef<readonly ProviderInfo[]>([])
  const providers = computed(() => descriptors.value.map(shownProvider))
  const loaded = shallowRef(false)

  async function read(): Promise<void> {
    ;[accounts.value, descriptors.value] = await Promise.all([
      bridge.request('accounts.list', {}),
      bridge.request('accounts.providers', {}),
    ])
    loaded.value = true
  }

  const providerOf = (id: string): ProviderInfo | null => providers.value.find((provider) => provider.id === id) ?? null
  /** Accounts whose provider can do something. */
  const withAbility = (fits: (can: ProviderInfo['can']) => boolean) =>
    computed(() =>
      accounts.value.filter(({ provider }) => {
        const info = providerOf(provider)
        return info !== null && fits(info.can)
      }),
    )

  bridge.on('accounts.changed', (list) => {
    accounts.value = list
  })
  // A failure here is a lost connection, which the banner reports and the next connection mends.
  bridge.onConnect(() => void read().catch(() => {}))

  return {
    list: readonly(accounts),
    providers,
    loaded: readonly(loaded),
    providerOf,
    importing: withAbility(({ importFrom }) => importFrom.length > 0),
    live: withAbility(({ live }) => live),
    save: (account: Input<'accounts.save'>) => bridge.request('accounts.save', account),
    remove: (account: string) => bridge.request('accounts.remove', { account }),
    choices: (account: string, option: string) => bridge.request('accounts.choices', { account, option }),
    testEntered: (account: Input<'accounts.testEntered'>) => bridge.request('accounts.testEntered', account),
    test: (account: string) => bridge.request('accounts.test', { account }),
    setDefaults: (defaults: Input<'accounts.setDefaults'>) => bridge.request('accounts.setDefaults', defaults),
    setDefault: (account: string) => bridge.request('accounts.setDefault', { account }),
  }
}

/** The id of the account that a form begins with; empty where there is none. */
export function defaultAccountId(accounts: readonly AccountView[]): string {
  return (accounts.find(({ isDefault }) => isDefault) ?? accounts[0])?.id ?? ''
}

const SIGN_IN_AGAIN: ReadonlySet<string> = new Set(['account.signIn', 'account.secretUnreadable', 'account.keyUnusable'])

/** Whether the host refused the sign-in data, so that entering them again is what helps. */
export function isSignIn(problem: Failure | null): boolean {
  return problem !== null && SIGN_IN_AGAIN.has(problem.code)
}
