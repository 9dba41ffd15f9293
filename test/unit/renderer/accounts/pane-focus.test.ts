import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { AccountView } from '../../../../src-main/contract/account.ts'
import AccountsView from '../../../../src-renderer/views/AccountsView.vue'
import { anAccount, createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

async function opened(accounts: readonly AccountView[]) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle(accounts)
  const view = await show(fake, AccountsView)
  const open = async (name: string) => {
    const row = view.page.findAll('[role=row][data-account]').find((one) => one.text().includes(name))
    await row?.trigger('click')
  }
  return { fake, open, ...view }
}

/** Dialogs give the keyboard back a task later. */
const later = async () => {
  await new Promise((resolve) => setTimeout(resolve, 20))
  await flushPromises()
}

const resizeTo = (width: number) =>
  (window as unknown as { happyDOM: { setViewport: (size: { width: number }) => void } }).happyDOM.setViewport({ width })

describe('the pane of an account', () => {
  afterEach(unmountAll)

  it('moves the focus to the neighbour in the list when its account is removed, and opens nothing', async () => {
    const [one, two, three] = ['one', 'two', 'three'].map((id) => anAccount({ id, name: id, isDefault: id === 'one' })) as [
      AccountView,
      AccountView,
      AccountView,
    ]
    const { open, button, click, page, fake } = await opened([one, two, three])
    const remove = async (rest: readonly AccountView[]) => {
      fake.answer('accounts.remove', () => fake.emit('accounts.changed', rest))
      button('Remove…').element.focus()
      await click('Remove…')
      await click('Remove')
      await later()
    }
    await open('two')
    await remove([one, three])
    expect(page.find('aside').exists()).toBe(false)
    expect(document.activeElement?.getAttribute('role')).toBe('grid')
    expect(page.get('[role=row][aria-selected=true]').attributes('data-account')).toBe('three')
    await open('three')
    await remove([one])
    await open('one')
    await remove([])
    expect(document.activeElement?.textContent).toContain('Add an account…')
  })

  it('closes when its account is removed elsewhere, and stays when another one is', async () => {
    const others = ['two', 'three'].map((id) => anAccount({ id, name: id, isDefault: false }))
    const { open, page, fake } = await opened([anAccount(), ...others])
    await open('Studio')
    fake.emit('accounts.changed', [anAccount(), ...others.slice(1)])
    await flushPromises()
    expect(page.get('aside').attributes('aria-label')).toBe('Account Studio')
    fake.emit('accounts.changed', others.slice(1))
    await flushPromises()
    expect(page.find('aside').exists()).toBe(false)
  })

  it('covers the list where there is no room beside it: it takes the focus and returns it', async () => {
    resizeTo(700)
    const { open, click, page } = await opened([anAccount()])
    await open('Studio')
    await flushPromises()
    expect(page.get('main').attributes('inert')).toBeDefined()
    expect(document.activeElement).toBe(page.get('aside').element)
    await click('Close')
    expect(page.get('main').attributes('inert')).toBeUndefined()
    expect(document.activeElement?.getAttribute('role')).toBe('grid')
    resizeTo(1_024)
  })
})
