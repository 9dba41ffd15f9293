/** @file A mirror of the accounts and their providers, with the calls about accounts. */
import type { AccountView, ProviderInfo } from '@contract/account.ts'
import type { Failure } from '@contract/errors/errors.ts'
import { shownProvider } from '@contract/messages/provider-messages.ts'
import type { Input } from '@contract/requests.ts'
import { computed, type ShallowRef, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'
import { createMirror } from './mirror.ts'

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts(bridge: Bridge) {
  /** `null` until the host has answered. */
  const infos = shallowRef<readonly ProviderInfo[] | null>(null)
  const providers = computed(() => (infos.value ?? []).map(shownProvider))
  const { value: accounts, loaded } = createMirror(bridge, 'accounts.changed', [], async (accept) => {
    const [list, found] = await Promise.all([bridge.request('accounts.list', {}), bridge.request('accounts.providers', {})])
    accept(list)
    infos.value = found
  })

  const providerOf = (id: string): ProviderInfo | null => providers.value.find((provider) => provider.id === id) ?? null
  /** The accounts whose provider has an ability. */
  const withAbility = (hasAbility: (can: ProviderInfo['can']) => boolean) =>
    computed(() =>
      accounts.value.filter(({ provider }) => {
        const info = providerOf(provider)
        return info !== null && hasAbility(info.can)
      }),
    )

  return {
    list: accounts as Readonly<ShallowRef<readonly AccountView[]>>,
    providers,
    loaded: computed(() => loaded.value && infos.value !== null),
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

/** The id of the account that a form is preset to: the default one, else the first; empty without any. */
export function defaultAccountId(accounts: readonly AccountView[]): string {
  return (accounts.find(({ isDefault }) => isDefault) ?? accounts[0])?.id ?? ''
}

const SIGN_IN_AGAIN: ReadonlySet<string> = new Set(['account.signIn', 'account.secretUnreadable', 'account.keyUnusable'])

/** Whether entering the sign-in data again resolves the problem. */
export function isSignIn(problem: Failure | null): boolean {
  return problem !== null && SIGN_IN_AGAIN.has(problem.code)
}
