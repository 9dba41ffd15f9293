import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import OptionFields from '../../../../src-renderer/components/fields/OptionFields.vue'
import { anAccount, createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

afterEach(unmountAll)

const field = { name: 'directoryId', label: 'Directory', kind: 'number', help: '', later: true, listed: true } as const

async function shown(answer: () => unknown, account = 'studio') {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount()])
  fake.answer('accounts.choices', answer as never)
  const values: Record<string, string>[] = []
  const view = await show(fake, OptionFields, {
    fields: [field],
    free: false,
    account,
    modelValue: {},
    'onUpdate:modelValue': (next: Record<string, string>) => values.push(next),
  })
  return { fake, values, ...view }
}

it('a field whose values the host lists offers the list, and takes the chosen value', async () => {
  const { page, values, fake } = await shown(() => [{ value: '801', label: 'Matches / 2026' }])
  await page.get('button').trigger('click')
  await flushPromises()
  expect(fake.sent('accounts.choices')).toEqual([{ account: 'studio', option: 'directoryId' }])
  expect(page.findAll('option').map((one) => one.text())).toEqual(['None', 'Matches / 2026'])
  await page.get('select').setValue('801')
  expect(values).toEqual([{ directoryId: '801' }])
})

it('a list that the host refuses shows why, and the value can still be entered', async () => {
  const { page } = await shown(() => {
    throw new FailureError(failure('account.signIn', { account: 'Studio' }, { detail: 'Token is invalid' }))
  })
  await page.get('button').trigger('click')
  await flushPromises()
  expect(page.get('[role=alert]').text()).toContain('Token is invalid')
  expect(page.find('input').exists()).toBe(true)
})

it('without an account there is nothing to list', async () => {
  const { page } = await shown(() => [], '')
  expect(page.find('button').exists()).toBe(false)
})
