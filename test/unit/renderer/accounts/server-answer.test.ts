import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { type Failure, failure } from '../../../../src-main/contract/errors/errors.ts'
import TestChecks from '../../../../src-renderer/components/accounts/TestChecks.vue'
import AccountsView from '../../../../src-renderer/views/AccountsView.vue'
import { anAccount, aTest, createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const DATA = '{"success":false,"errors":[{"code":10000}]}'
const saying = (detail: string): Failure => failure('account.signIn', { account: 'Studio', status: 401 }, { detail })

function shown(problem: Failure, brief = false) {
  const details = ['Enter it again.', `In the words of the system or host: ${problem.detail}`]
  const checks = [{ check: 'signIn', ok: false } as const]
  const test = aTest({ ok: false, failure: problem, checks, message: `Not JSON: ${problem.detail}`, details })
  return mount(TestChecks, { props: { test, brief } })
}

describe('a connection test that failed', () => {
  it('explains the failure in sentences, and folds away the response of the server', () => {
    const page = shown(saying(DATA))
    const folded = page.get('details')
    expect([folded.attributes('open'), folded.get('summary').text(), folded.get('p').text()]).toEqual([
      undefined,
      'Answer of the server',
      DATA,
    ])
    expect(page.findAll('.test > p').map((line) => line.text())).toEqual([
      'Studio: sign in again.',
      'The key of this account is not there any more, or the host no longer accepts it. Enter it again; progress is kept and the upload goes on.',
    ])
    expect(page.text().split(DATA)).toHaveLength(2)
  })

  it('shows a response that is data below the checks, and a sentence only beside its field', () => {
    expect(shown(saying(DATA), true).get('details').text()).toBe(`Answer of the server${DATA}`)
    expect(shown(saying('token revoked'), true).find('details').exists()).toBe(false)
  })
})

describe('the pane of an account', () => {
  afterEach(unmountAll)

  it('folds away the response of a host to an upload', async () => {
    const problem = saying(DATA)
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([anAccount({ problem, health: { state: 'failed', at: 1_700_000_000_000, reason: problem } })])
    const { page } = await show(fake, AccountsView, { start: undefined })
    await page.get('[data-account=studio]').trigger('click')
    expect(page.get('aside details').text()).toBe(`Answer of the server${DATA}`)
    expect(page.get('aside').text().split(DATA)).toHaveLength(2)
  })
})
