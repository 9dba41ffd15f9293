/** @file Connection tests that a person asked for: which run now, one or all. What they found is in the accounts. */
import type { AccountView, ConnectionTest } from '@contract/account.ts'
import { t, tn } from '@contract/i18n.ts'
import { shallowReactive } from 'vue'
import { useState } from '../state/inject.ts'

export function useAccountTests() {
  const { accounts, notices } = useState()
  /** Ids of accounts. */
  const testing = shallowReactive(new Set<string>())

  /** Those that run now; who asks for one of them again gets its answer. */
  const running = new Map<string, Promise<ConnectionTest>>()

  /** @throws what kept the test from being run */
  function answerOf({ id }: Pick<AccountView, 'id'>): Promise<ConnectionTest> {
    const known = running.get(id)
    if (known !== undefined) return known
    testing.add(id)
    const answer = accounts.test(id).finally(() => {
      testing.delete(id)
      running.delete(id)
    })
    running.set(id, answer)
    return answer
  }

  async function test(account: Pick<AccountView, 'id'>): Promise<void> {
    await notices.attempt(() => answerOf(account))
  }

  /** The host runs a few of them at a time. What it said of earlier tests does not count. */
  async function testAll(): Promise<void> {
    const tested = accounts.list.value
    const answers = await Promise.allSettled(tested.map(answerOf))
    const named = (fits: (answer: PromiseSettledResult<ConnectionTest>) => boolean): readonly string[] =>
      tested.flatMap(({ name }, at) => (answers[at] && fits(answers[at]) ? [name] : []))
    const failed = named((answer) => answer.status === 'fulfilled' && !answer.value.ok)
    const unknown = named(({ status }) => status === 'rejected')
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
