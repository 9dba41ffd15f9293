import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import App from '../../../../src-renderer/App.vue'
import { anAccount, aWatch, createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

afterEach(unmountAll)

it('leads from the page of a folder back to the list, when the navigation is pressed again', async () => {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount()])
  fake.answer('watch.list', () => [aWatch(), aWatch({ id: 'b', name: 'Cards' })])
  fake.answer('watch.cards', () => [])
  fake.answer('watch.reasons', () => [])
  fake.answer('watch.files', () => ({ total: 0, rows: [] }))
  fake.answer('batches.list', () => ({ total: 0, batches: [] }))
  const { page } = await show(fake, App)
  const entry = page.get<HTMLButtonElement>('nav button[title="Watched folders"]')
  const title = () => page.findAll('h1').at(-1)?.text()
  entry.element.focus()
  await entry.trigger('click')
  await vi.waitFor(() => page.get('[data-watch="b"]'), 60_000)
  const grid = page.get('main.folders [role=grid]')
  await grid.trigger('focus')
  await grid.trigger('keydown', { key: 'End' })
  await grid.trigger('keydown', { key: 'Enter' })
  await flushPromises()
  expect(title()).toBe('Cards')
  entry.element.focus()
  await entry.trigger('click')
  await flushPromises()
  expect(title()).toBe('Watched folders')
  expect(page.get('main.folders [role=grid]').attributes('aria-activedescendant')).toBe(page.get('[data-watch="b"]').element.id)
  expect(document.activeElement).toBe(entry.element)
})
