/** @file Runs connection tests of stored accounts, one or all. Their results are part of the accounts. */
import type { AccountView, ConnectionTest } from '@contract/account.ts'
import { t, tn } from '@contract/i18n/i18n.ts'
import { shallowReactive } from 'vue'
import { useState } from '../../state/inject.ts'

export function useAccountTests() {
  const { accounts, notices } = useState()
  /** Ids of accounts whose test runs now. */
  const testing = shallowReactive(new Set<string>())

  const running = new Map<string, Promise<ConnectionTest>>()

  /** Returns the test that runs already, or starts one. Rejects when it could not be run. */
  function resultOf({ id }: Pick<AccountView, 'id'>): Promise<ConnectionTest> {
    const current = running.get(id)
    if (current !== undefined) return current
    testing.add(id)
    const result = accounts.test(id).finally(() => {
      testing.delete(id)
      running.delete(id)
    })
    running.set(id, result)
    return result
  }

  async function test(account: Pick<AccountView, 'id'>): Promise<void> {
    await notices.attempt(() => resultOf(account))
  }

  /** Tests all accounts, of which the host runs a few at a time, and shows one notice about these tests. */
  async function testAll(): Promise<void> {
    const tested = accounts.list.value
    const results = await Promise.allSettled(tested.map(resultOf))
    const namesWhere = (matches: (result: PromiseSettledResult<ConnectionTest>) => boolean): readonly string[] =>
      tested.flatMap(({ name }, index) => (results[index] && matches(results[index]) ? [name] : []))
    const failed = namesWhere((result) => result.status === 'fulfilled' && !result.value.ok)
    const unknown = namesWhere(({ status }) => status === 'rejected')
    if (failed.length > 0)
      notices.say('problem', () => tn(failed.length, '{n} account does not work.', '{n} accounts do not work.'), failed)
    if (unknown.length > 0)
      notices.say(
        'problem',
        () => tn(unknown.length, '{n} account could not be tested.', '{n} accounts could not be tested.'),
        unknown,
      )
    if (failed.length + unknown.length === 0) notices.say('info', t('All accounts work.'))
  }

  return { testing, test, testAll }
}
