/** @file Connection tests that a person asked for: which run now, one or all. What they found is in the accounts. */
import type { AccountView } from '@contract/account.ts'
import { shallowReactive } from 'vue'
import { useState } from '../state/inject.ts'

export function useAccountTests() {
  const { accounts, notices } = useState()
  /** Ids of accounts. */
  const testing = shallowReactive(new Set<string>())

  async function test({ id }: Pick<AccountView, 'id'>): Promise<void> {
    if (testing.has(id)) return
    testing.add(id)
    await notices.attempt(() => accounts.test(id))
    testing.delete(id)
  }

  /** The host runs a few of them at a time. */
  async function testAll(): Promise<void> {
    await Promise.all(accounts.list.value.map(test))
    const failed = accounts.list.value.filter(({ lastTest }) => lastTest?.ok === false)
    const names = failed.map(({ name }) => name)
    if (failed.length === 0) notices.say('info', 'All accounts work.')
    else
      notices.say('problem', failed.length === 1 ? '1 account does not work.' : `${failed.length} accounts do not work.`, names)
  }

  return { testing, test, testAll }
}
