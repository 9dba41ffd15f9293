import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { UploadView } from '../../../../src-main/contract/queue/upload.ts'
import QueueView from '../../../../src-renderer/views/QueueView.vue'
import { anAccount, createFakeBridge, emptySummary, viewOf } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

/** Nothing has a height here, and without one no row is shown. */
beforeEach(() => void vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(520))
afterEach(() => {
  unmountAll()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const summary = { ...emptySummary, counts: { ...emptySummary.counts, queued: 3 } }
const pageOf = (rows: readonly UploadView[]) => ({ revision: 1, total: rows.length, offset: 0, rows, summary })

/** The queue, filtered anew, before the host has answered that. */
async function refiltered() {
  const fake = createFakeBridge()
  fake.settle([anAccount()])
  fake.serve([])
  fake.answer('queue.page', () => pageOf([viewOf(1), viewOf(2), viewOf(3)]))
  const view = await show(fake, QueueView)
  const answer = Promise.withResolvers<unknown>()
  const row = (id: string) => view.page.get(`#row-${id}`)
  await expect.poll(() => view.page.find('#row-id-1').exists()).toBe(true)
  await row('id-1').trigger('contextmenu')
  await flushPromises()
  const hadMenu = view.page.find('[role=menu]').exists()
  await view.page.get('[role=menu]').trigger('keydown', { key: 'Escape' })
  await flushPromises()
  fake.answer('queue.page', () => answer.promise)
  // However long this takes, it is within the moment in which the rows before are shown.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  await view.page.findAll('.chips button')[1]?.trigger('click')
  return {
    ...view,
    fake,
    row,
    hadMenu,
    selected: () => view.page.findAll('[aria-selected=true]').map((one) => one.attributes('id')),
    async answered() {
      answer.resolve(pageOf([viewOf(2)]))
      await flushPromises()
    },
  }
}

describe('rows of the list before', () => {
  it('open no menu', async () => {
    const { row, page, hadMenu, selected, answered } = await refiltered()
    await row('id-1').trigger('contextmenu')
    await flushPromises()
    await row('id-1').get('button:last-of-type').trigger('click')
    await flushPromises()
    expect([hadMenu, page.find('[role=menu]').exists(), selected()]).toEqual([true, false, []])
    await answered()
    await row('id-2').trigger('click')
    await flushPromises()
    // Nor later, once there is something that it could be about.
    expect([page.find('[role=menu]').exists(), selected()]).toEqual([false, ['row-id-2']])
  })

  it('are neither dragged nor removed', async () => {
    const { row, page, fake, selected, answered } = await refiltered()
    const drag = Object.assign(new Event('dragstart', { bubbles: true, cancelable: true }), { dataTransfer: null })
    row('id-1').element.dispatchEvent(drag)
    await row('id-2').trigger('click')
    await page.get('[role=grid]').trigger('keydown', { key: 'Delete' })
    expect([drag.defaultPrevented, selected()]).toEqual([true, []])
    await answered()
    await page.get('[role=grid]').trigger('keydown', { key: 'Delete' })
    await flushPromises()
    expect([fake.sent('queue.measure'), fake.sent('queue.remove')]).toEqual([[], []])
  })
})
