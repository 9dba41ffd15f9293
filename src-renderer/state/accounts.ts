/** @file A mirror of the accounts, and what can be asked of them. */
import type { AccountView, ProviderInfo } from '@contract/account.ts'
import type { Input } from '@contract/requests.ts'
import { readonly, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'

export type Accounts = ReturnType<typeof createAccounts>

export function createAccounts(bridge: Bridge) {
  const accounts = shallowRef<readonly AccountView[]>([])
  const providers = shallowRef<readonly ProviderInfo[]>([])
  const loaded = shallowRef(false)

  async function read(): Promise<void> {
    ;[accounts.value, providers.value] = await Promise.all([
      bridge.request('accounts.list', {}),
      bridge.request('accounts.providers', {}),
    ])
    loaded.value = true
  }

  bridge.on('accounts.changed', (list) => {
    accounts.value = list
  })
  // A failure here is a lost connection, which the banner tells of and the next connection mends.
  bridge.onConnect(() => void read().catch(() => {}))

  return {
    list: readonly(accounts),
    providers: readonly(providers),
    loaded: readonly(loaded),
    save: (account: Input<'accounts.save'>) => bridge.request('accounts.save', account),
    remove: (account: string) => bridge.request('accounts.remove', { account }),
    test: (account: string) => bridge.request('accounts.test', { account }),
    setDefault: (account: string) => bridge.request('accounts.setDefault', { account }),
  }
}
