import { afterEach, describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import SideNav from '../../../../src-renderer/components/shell/SideNav.vue'
import { anAccount, createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

describe('the accounts in the navigation', () => {
  afterEach(unmountAll)

  it('are a few, always including those that need a person', async () => {
    const reason = failure('account.signIn', { account: 'a9', status: 401 })
    const accounts = Array.from({ length: 10 }, (_, index) => anAccount({ id: `a${index}`, name: `a${index}` }))
    const stopped = anAccount({ id: 'a9', name: 'a9', problem: reason, health: { state: 'failed', at: 1, reason } })
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([...accounts.slice(0, 9), stopped])
    const { page } = await show(fake, SideNav, { view: 'queue' })
    expect(page.findAll('[data-account]').map((one) => one.attributes('data-account'))).toEqual([
      'a9',
      'a0',
      'a1',
      'a2',
      'a3',
      'a4',
      'a5',
      'a6',
    ])
  })
})
